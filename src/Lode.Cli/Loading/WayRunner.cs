using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Formats;
using Lode.Memory;
using Lode.Weights;

namespace Lode.Cli.Loading;

/// <summary>The process that <c>lode load</c> measures: opens a model one way, and ends as it is, so that its memory can be looked at.</summary>
/// <remarks>Not in the help: <c>lode load-way WAY MODEL --touch|--open</c>. Writes one JSON object.</remarks>
static class WayRunner
{
    public const string VerbName = "load-way";
    public const string TouchFlag = "--touch";
    public const string OpenFlag = "--open";
    public const string ReadyMember = "ready_us";

    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length != 3 || NamedWay.Find(args[0]) is not NamedWay way || args[2] is not (TouchFlag or OpenFlag))
            throw new UsageException($"{VerbName} is what lode load runs; it takes a way, a model, and {TouchFlag} or {OpenFlag}");
        long start = Stopwatch.GetTimestamp();
        ModelWeights weights = Open(args[1], way);
        weights.Population?.Completion.GetAwaiter().GetResult();
        if (args[2] == TouchFlag)
            Touch(weights.Source);
        long ready = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        using OutputStream output = OutputStream.Standard();
        output.Write(FormattableString.Invariant($$"""{"{{ReadyMember}}":{{ready}}}{{'\n'}}"""));
        GC.KeepAlive(weights);
        return ExitCode.Success;
    }

    static ModelWeights Open(string model, NamedWay way)
    {
        try
        {
            return ModelWeights.Open(model, way.Options);
        }
        catch (OutOfMemoryException error) when (way != NamedWay.Map)
        {
            throw ModelOpening.OutOfMemory(model, error);
        }
    }

    static unsafe void Touch(GgufModel model)
    {
        foreach (GgufTensor tensor in model.Tensors)
        {
            using MappedView view = tensor.View();
            byte* start = view.Pointer(0, view.Length);
            for (long offset = 0; offset < view.Length; offset += Environment.SystemPageSize)
                Volatile.Read(ref start[offset]);
        }
    }
}
