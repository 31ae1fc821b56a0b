using System.CommandLine;
using Lode.Cli.Checking;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Streams;
using Lode.Weights;
using Lode.Weights.Checking;

namespace Lode.Cli.Verbs;

/// <summary><c>lode compare</c>: how far the tensors of one model are from those of another.</summary>
sealed class CompareVerb : Verb
{
    public const string VerbName = "compare";

    readonly Argument<string> _other = new("OTHER")
    {
        Description = "What is held against it; of either format.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<string> _sort = new("--sort")
    {
        HelpName = "ORDER",
        Description = "Order of the tensors: file, as in MODEL, or error, the largest relative error first. Default file.",
        DefaultValueFactory = _ => "file",
    };

    readonly Option<ParsedNumber<int>?> _threads = NumberOption.Integer("--threads", "N", "Threads to work with (default: one per processor).", 1, CheckRun.MaxThreads, "-t");

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public CompareVerb()
        : base(VerbName)
    {
        Add(_other);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Compares the tensors of two models by name: type, shape, bytes, and the errors of OTHER.",
        ["lode compare MODEL OTHER [options]"],
        [Model, _other],
        [new OptionGroup("Options", _sort, _threads, _json)],
        [
            ("lode compare model-f16.gguf model-q4.gguf --sort error", "What quantising cost, the worst tensor first."),
            ("lode compare model.safetensors other.safetensors --json | jq .identical", "How many tensors are equal to the bit."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string first = PathOf(ModelName(values));
        string second = PathOf(values.GetValue(_other) ?? throw Usage($"no second model was given: {Page.Usage[0]}"));
        string sort = values.GetValue(_sort)!;
        if (sort is not ("file" or "error"))
            throw Usage($"--sort: expected file or error, found '{sort}'");
        CheckOptions options = CheckRun.Options(values.GetNumber(_threads));
        using TensorContainer a = TensorContainer.Open(first), b = TensorContainer.Open(second);
        (Comparison result, long elapsed) = CheckRun.Run("comparing", options, (how, token) => ModelComparer.Compare(a, b, how, token));
        CompareReport report = CompareReport.Of(result, (first, a), (second, b), byError: sort == "error", options.Threads, elapsed);

        using OutputStream output = OutputStream.Standard();
        if (values.GetValue(_json))
        {
            output.WriteJson(report, CliJson.Readable.CompareReport);
        }
        else
        {
            output.Write(CompareTable.Write(report));
            ErrorStream.Write(CompareTable.Summary(report));
        }
        return ExitCode.Success;
    }

    static string PathOf(string name) => Directory.Exists(name) ? name : ModelPath.FindFile(name);
}
