using Lode.Wasm.Bench;
using Lode.Wasm.Bench.Calls;
using Lode.Wasm.Bench.Compile;
using Lode.Wasm.Bench.Soundness;
using Lode.Wasm.Bench.Speed;
using Lode.Wasm.Bench.Stress;
using Lode.Wasm.Bench.Windows;

// Holds the WebAssembly engine against V8, and prints the figures that the documentation quotes.
Arguments arguments = new([.. args.Skip(1)]);
switch (args.FirstOrDefault())
{
    case "soundness":
        return SoundnessBenchmark.Run(arguments);
    case "speed":
        return SpeedBenchmark.Run(arguments);
    case "compile":
        return CompileBenchmark.Run(arguments);
    case "calls":
        return CallBenchmark.Run();
    case "windows":
        return WindowBenchmark.Run(arguments);
    case "stress":
        return StressBenchmark.Run(arguments);
    default:
        Console.WriteLine("""
            usage: dotnet run -c Release --project bench/wasm -- BENCHMARK [options]

              soundness [--minutes M] [--seed S] [--last S] [--large] [--turbofan] [--bounds] [--fuel] [--frames]
                        [--interpreter] [--reduce] [--verbose]
                        random programs in Lode and in V8; prints the seeds of those that differ; --frames compares the places of traps,
                        too; --reduce makes programs that differ small and writes them down
              speed [--data FOLDER] [--rounds N] [--filter TEXT] [--json]
                        programs and kernels in Lode, Liftoff and TurboFan; FOLDER has bench and kernels, by default .data/wasm
              compile [--data FOLDER] [--rounds N] [--threads N] [--filter TEXT] [--no-turbofan]
                        compiling the modules in FOLDER/modules: time and size
              calls     calls between host and guest, traps, instances
              windows   a file in eight instances, and memory that two processes share
              stress [--seconds S]
                        traps, exceptions, collections and interruptions at once
            """);
        return args is ["--help"] ? 0 : 2;
}
