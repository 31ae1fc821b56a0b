using Lode.Tokenizers.Bench;

// Prints the figures that the documentation quotes for tokenizers.
return args switch
{
    ["open", ..] => OpeningBenchmark.Run(args.AsSpan(1)),
    ["compare", ..] => ComparisonBenchmark.Run(args.AsSpan(1)),
    ["batch", ..] => BatchBenchmark.Run(args.AsSpan(1)),
    ["decode", ..] => DecodingBenchmark.Run(args.AsSpan(1)),
    ["cache", ..] => CacheBenchmark.Run(args.AsSpan(1)),
    ["load", _, ..] => LoadBenchmark.Run(args.AsSpan(1)),
    _ => EncodingBenchmark.Run(args),
};
