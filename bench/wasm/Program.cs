using Lode.Wasm.Bench;
using Lode.Wasm.Bench.Soundness;

// Holds the WebAssembly engine against V8, and prints the figures that the documentation quotes.
Arguments arguments = new([.. args.Skip(1)]);
switch (args.FirstOrDefault())
{
    case "soundness":
        return SoundnessBenchmark.Run(arguments);
    default:
        Console.WriteLine("""
            usage: dotnet run -c Release --project bench/wasm -- BENCHMARK [options]

              soundness [--minutes M] [--seed S] [--last S] [--turbofan] [--save]
                        random programs in Lode and in V8; prints the seeds of those that differ
            """);
        return args is ["--help"] ? 0 : 2;
}
