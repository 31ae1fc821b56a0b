using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Streams;

namespace Lode.Cli.Quantizing;

/// <summary>The options of commands that write a model: where to, what is told about it, with how many threads.</summary>
/// <param name="changesValues">Whether values change on the way, so that there are errors to report.</param>
sealed class WritingSettings(bool changesValues = true)
{
    const string StandardOutput = "-";
    const int MaxThreads = 256;

    readonly Option<string> _output = new("--output", "-o") { HelpName = "FILE", Description = "The new file; it appears when it is complete." };

    readonly Option<ParsedNumber<int>?> _threads = NumberOption.Integer("--threads", "N",
        "Threads to compute with (default: one per processor).", 1, MaxThreads, "-t");

    readonly Option<string?> _report = new("--report")
    {
        HelpName = "FILE",
        Description = "Tell the types and errors of every tensor; on standard output, or in a file (JSON if it ends in .json).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<bool> _json = new("--json") { Description = changesValues ? "Print one JSON object; with the tensors, if there is a report." : "Print one JSON object." };

    public OptionGroup[] Groups =>
        [changesValues ? new("Output", _output, _report, _json) : new("Output", _output, _json), new("Resources", _threads)];

    /// <summary>The new file, or null where none was given.</summary>
    /// <exception cref="UsageException">It is standard output, which cannot appear when it is complete.</exception>
    public string? Output(ParseResult values) => values.GetValue(_output) is not StandardOutput and var file
        ? file
        : throw new UsageException("-o: expected the name of a file, found '-'; /dev/stdout is standard output");

    /// <summary>How many threads.</summary>
    public int Threads(ParseResult values) => values.GetNumber(_threads) ?? Environment.ProcessorCount;

    /// <summary>Whether one JSON object is printed.</summary>
    public bool IsJson(ParseResult values) => values.GetValue(_json);

    /// <summary>Whether errors are measured for a report.</summary>
    public bool HasReport(ParseResult values) => values.GetResult(_report) is not null;

    /// <summary>Tells what was written, everywhere it was asked for.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="report">What was written.</param>
    /// <param name="standard">Standard output.</param>
    /// <param name="writeJson">Prints the object of the command.</param>
    public void Tell(ParseResult values, QuantizeReport report, OutputStream standard, Action writeJson)
    {
        string? target = HasReport(values) ? values.GetValue(_report) ?? StandardOutput : null;
        if (target is not (null or StandardOutput))
            QuantizeRun.WriteReport(report, target);
        if (IsJson(values))
            writeJson();
        else if (target == StandardOutput)
            standard.Write(QuantizeTable.Write(report));
        ErrorStream.Write(QuantizeTable.Summary(report));
    }
}
