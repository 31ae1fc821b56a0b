using System.Runtime.Intrinsics.X86;
using Lode.DemoModel.Commands;

const string Help = """
    Trains Lode's demo model on text that this program writes itself. The same seed and steps give the same file.

      train -o FILE [--steps N] [--seed S] [--threads N]     train and write a GGUF file; continues FILE.checkpoint
      export CHECKPOINT -o FILE                              write what a checkpoint holds, to try it out
      check FILE [--count N] [--temperature T] [--seed S]    let a finished model speak, and count what is right
      text [--count N] [--seed S]                            print what the model reads

    Defaults: 16000 steps, seed 1, all processors, 200 stories at temperature 0.7, 20 documents.
    """;

try
{
    return Run(args);
}
catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or FormatException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}

static int Run(string[] args)
{
    string verb = args.Length == 0 ? "--help" : args[0];
    ReadOnlySpan<string> rest = args.AsSpan(Math.Min(1, args.Length));
    switch (verb)
    {
        case "--help" or "-h":
            Console.WriteLine(Help);
            return 0;
        case "train":
            Options train = new(rest, "-o", "--steps", "--seed", "--threads");
            train.Plain();
            if (!Avx2.IsSupported || !Fma.IsSupported)
                throw new ArgumentException("training needs a processor with AVX2 and FMA; without them it would take days");
            TrainCommand.Run(
                Output(train), train.Number("--steps", TrainCommand.DefaultSteps), (ulong)train.Number("--seed", 1, 0),
                train.Number("--threads", Environment.ProcessorCount), Console.Error);
            return 0;
        case "export":
            Options export = new(rest, "-o");
            ExportCommand.Run(export.Plain("a checkpoint")[0], Output(export));
            return 0;
        case "check":
            Options check = new(rest, "--count", "--temperature", "--seed");
            CheckCommand.Run(
                check.Plain("a model file")[0], check.Number("--count", 200), check.Fraction("--temperature", 0.7), (ulong)check.Number("--seed", 1, 0),
                Console.Out);
            return 0;
        case "text":
            Options text = new(rest, "--count", "--seed");
            text.Plain();
            TextCommand.Run(text.Number("--count", 20), (ulong)text.Number("--seed", 1, 0), Console.Out);
            return 0;
        default:
            throw new ArgumentException($"there is no verb '{verb}'; see --help");
    }
}

static string Output(Options options) => options.Text("-o") ?? throw new ArgumentException("say where to write: -o FILE");
