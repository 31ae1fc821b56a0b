using Lode.Tokenizers.Bench;

// Prints the figures that the documentation quotes for tokenizers.
return EncodingBenchmark.Run(args);
