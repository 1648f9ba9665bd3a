import '../viewer';
