using Lode.Bench;

// Programs that print the figures that the documentation quotes. Each makes what it needs and deletes it afterwards.
switch (args.FirstOrDefault())
{
    case "open":
        return OpenBenchmark.Run(args.AsSpan(1));
    case "open-packed":
        return PackedOpenBenchmark.Run(args.AsSpan(1));
    case "load":
        return LoadBenchmark.Run(args.AsSpan(1));
    case "load-sharing":
        return SharedCopy.Run(args.AsSpan(1));
    case "speed":
        return SpeedBenchmark.Run(args.AsSpan(1));
    case "peer":
        return PeerBenchmark.Run(args.AsSpan(1));
    case "spin":
        while (true)
            Thread.SpinWait(1000);
    case "make" when args is [_, string file, string type]:
        MadeUpModel.Write(file, ModelShape.OnePointOne, Enum.Parse<Lode.Formats.GgmlType>(type, ignoreCase: true));
        return 0;
    case "kernels":
        return KernelBenchmark.Run(args.AsSpan(1));
    case "context":
        return ContextBenchmark.Run(args.AsSpan(1));
    case "profile":
        return ProfileBenchmark.Run(args.AsSpan(1));
    case "contention":
        return ContentionBenchmark.Run(args.AsSpan(1));
    case "stat":
        return StatBenchmark.Run();
    case "load-ways":
        return LoadWays.Run(args.AsSpan(1));
    case "quantize":
        return QuantizeBenchmark.Run(args.AsSpan(1));
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project bench/Lode.Bench -- BENCHMARK [options]

              open  [FOLDER]            opening a sparse model of 7 GB and more, with a vocabulary of 32k and of 128k
              open-packed [FOLDER [LODE]]  opening a packed model of 7.4 GB with its tokenizer, and from the start of LODE to a first token; 8 GB of disk
              load  [FOLDER [first-token]]  ways to load a model of 4.6 GB, and to the first token of one of 7.3 GB, or only that; minutes, and 7.3 GB of disk
              speed [TYPE...]           prefill and decode of a 1.1B-shaped model with random weights, per tensor type
              make FILE TYPE            only writes the 1.1B-shaped model, to be measured by other programs
              peer LLAMA-BENCH MODEL... [--rounds N] [--contended]
                                        Lode and llama.cpp in turns on the same files; beside a busy process
              context MODEL [POSITIONS [CACHE-TYPE...]]
                                        prefill and decode of a model file in a long context
              profile MODEL [THREADS [POSITIONS]]
                                        the share of each operator in a prompt's and a token's time
              contention MODEL          decode beside none, one and two busy processes
              kernels [TYPE...]         products of one matrix, row after row and in panels of 16 rows
              stat                      how exact the wall time of a measured command is, and what sampling costs
              quantize [FOLDER [TYPE...]]  quantising an F16 model of 8 GB; quantize --types: sizes and errors of all types
              load-ways WAY FILE        loads a file by reading or mapping it, to be measured by lode stat (docs/measuring.md)
            """);
        return 2;
}
