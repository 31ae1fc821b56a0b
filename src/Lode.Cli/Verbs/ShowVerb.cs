using System.CommandLine;
using Lode.Cli.Help;
using Lode.Cli.Showing;
using Lode.Cli.Streams;
using Lode.Memory;

namespace Lode.Cli.Verbs;

/// <summary><c>lode show</c>: says what a model file holds.</summary>
sealed class ShowVerb : Verb
{
    public const string VerbName = "show";

    readonly Option<bool> _tensors = new("--tensors") { Description = "List the tensors: name, type, shape (rows first), offset in the file, bytes." };
    readonly Option<bool> _metadata = new("--metadata") { Description = "List the metadata; of long texts and arrays the beginning and the length." };
    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public ShowVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Says what a model file holds, also of models that Lode cannot run. Reads the header only.",
        ["lode show MODEL [options]"],
        [Model],
        [new OptionGroup("Options", _tensors, _metadata, _json)],
        [
            ("lode show demo", "The built-in model."),
            ("lode show model-00001-of-00003.gguf --tensors", "All parts of a split model, tensor by tensor."),
            ("lode show model.gguf --json | jq .parameters", "One number of it."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string path = InputStream.PathOf(ModelPath.Find(ModelName(values)));
        ModelDescription model = ModelDescriber.Describe(path, values.GetValue(_tensors), values.GetValue(_metadata));
        using OutputStream output = OutputStream.Standard();
        if (values.GetValue(_json))
            output.WriteJson(model, CliJson.Readable.ModelDescription);
        else
            output.Write(ModelPage.Write(model, Style.For(!Console.IsOutputRedirected)));
        return ExitCode.Success;
    }
}
