using Lode.Tokenizers.Bench;

// Prints the figures that the documentation quotes for tokenizers.
return args is ["open", ..] ? OpeningBenchmark.Run(args.AsSpan(1)) : EncodingBenchmark.Run(args);
