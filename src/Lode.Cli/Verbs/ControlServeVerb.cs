using System.CommandLine;
using System.Runtime.InteropServices;
using Lode.Cli.Controlling;
using Lode.Cli.Help;
using Lode.Cli.Streams;
using Lode.Cli.Tokenizing;
using Lode.Control;
using Lode.Tokenizers;

namespace Lode.Cli.Verbs;

/// <summary><c>lode control serve</c>: runs controllers for other processes.</summary>
sealed class ControlServeVerb : Verb
{
    public const string VerbName = "serve";

    readonly Argument<string> _socket = new("SOCKET")
    {
        Description = "Where clients connect: a path in a folder that belongs to this user. What nobody listens at any more is replaced.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<string?> _tokenizer = new("--tokenizer") { HelpName = "MODEL", Description = TokenizerPath.Description };

    readonly Option<string[]> _allow = new("--allow")
    {
        HelpName = "FOLDER",
        Description = "Clients may name the files in this folder, at any depth, as controllers and for them. May be given several times. "
            + "Without it, they have to send files open.",
    };

    readonly Option<bool> _untilInputEnds = new("--until-input-ends")
    {
        Description = "End when standard input does, and not by Ctrl-C: for a program that starts a worker of its own and holds the other end.",
    };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object in a line as soon as clients can connect." };

    public ControlServeVerb()
        : base($"{ControlVerbs.GroupName} {VerbName}", takesModel: false)
    {
        Add(_socket);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Runs controllers for other processes, such as inference servers, in memory that both share.",
        ["lode control serve SOCKET --tokenizer MODEL [options]"],
        [_socket],
        [new OptionGroup("Options", _tokenizer, _allow, _untilInputEnds, _json)],
        [
            ("lode control serve ~/.lode-worker --tokenizer model.gguf --allow ~/controllers", "Clients name controllers in one folder."),
            ("python3 client.py ~/.lode-worker controllers/upper.wasm", "One of them: guests/clients has one in Python and one in C."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string socket = values.GetValue(_socket) ?? throw Usage($"no socket was given: {Page.Usage[0]}");
        string model = values.GetValue(_tokenizer) ?? throw Usage($"no tokenizer was given: {Page.Usage[0]}");
        bool untilInputEnds = values.GetValue(_untilInputEnds);
        string path = TokenizerPath.Find(model);
        Tokenizer tokenizer = Tokenizer.Open(path);
        using WorkerServer server = new(socket, new WorkerServerOptions
        {
            Tokenizer = tokenizer,
            AllowedFolders = values.GetValue(_allow) ?? [],
            Warning = Warn,
        });
        using CancellationTokenSource end = new();
        using Interruption? interruption = untilInputEnds ? null : new(PosixSignal.SIGTERM);
        using PosixSignalRegistration? ignored = untilInputEnds ? PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true) : null;
        using CancellationTokenRegistration? asked = interruption?.Token.Register(end.Cancel);
        if (untilInputEnds)
            InputEnd.Watch(end.Cancel);
        if (values.GetValue(_json))
        {
            using OutputStream output = OutputStream.Standard();
            ServeReport report = new(server.Path, Environment.ProcessId, WorkerServer.ProtocolVersion, path, tokenizer.VocabularySize);
            output.WriteJson(report, CliJson.Readable.ServeReport);
        }
        else
        {
            ErrorStream.Write($"lode: running controllers for who connects to {server.Path}{(untilInputEnds ? "" : "; Ctrl-C ends it")}\n");
        }
        server.Run(end.Token);
        return untilInputEnds ? ExitCode.Success : ExitCode.Interrupted;
    }

    static void Warn(string line) => ErrorStream.Write($"lode: {line}\n");
}
