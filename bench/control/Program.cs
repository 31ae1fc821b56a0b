using Lode.Control.Bench;
using Lode.Control.Bench.Forks;
using Lode.Control.Bench.Reading;
using Lode.Control.Bench.Rings;
using Lode.Control.Bench.Sharing;
using Lode.Control.Bench.Steps;

// Prints what controllers cost, beside what they would cost if bytes were copied.
Arguments arguments = new(args);
if (arguments.Has("--help"))
{
    Console.WriteLine("""
        usage: dotnet run -c Release --project bench/control -- [PARTS] [options]

        PARTS are some of: steps forks sharing rings constraints; all where none is named.

          --sequences N    sequences of a step: 64
          --vocabulary N   tokens: 128256
          --rounds N       steps that are timed, and forks: 400
          --guests N       guests that share a vocabulary and a file: 32, in 4 processes
          --megabytes N    size of the file: 100
          --tokenizer FILE the vocabulary of constraints; made up where there is none
        """);
    return 0;
}
if (arguments.Text("--share-in") is { } place)
    return SharingProcess.Run(arguments, place);
if (arguments.Text("--serve-at") is { } socket)
    return BenchWorker.Serve(socket);
(string Name, Action<Arguments> Run)[] parts =
[
    ("steps", StepBenchmark.Run),
    ("forks", ForkBenchmark.Run),
    ("forks", BranchBenchmark.Run),
    ("sharing", SharingBenchmark.Run),
    ("rings", RingBenchmark.Run),
    ("constraints", ConstraintBenchmark.Run),
];
bool all = !Array.Exists(parts, part => arguments.Has(part.Name));
foreach ((string name, Action<Arguments> run) in parts)
{
    if (all || arguments.Has(name))
        run(arguments);
}
return 0;
