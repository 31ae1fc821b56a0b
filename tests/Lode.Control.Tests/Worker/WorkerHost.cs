using System.Collections.Concurrent;
using Lode.Memory;

namespace Lode.Control.Tests.Worker;

/// <summary>A worker on threads of this process, which clients reach through a socket like any other.</summary>
sealed class WorkerHost : IDisposable
{
    static readonly ConcurrentDictionary<string, Lazy<WorkerHost>> s_shared = [];
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-worker-test-");
    readonly CancellationTokenSource _source = new();
    readonly ConcurrentQueue<string> _warnings = [];
    readonly WorkerServer _server;
    readonly Thread _thread;

    /// <param name="native">Controllers in C# by name, instead of WebAssembly modules.</param>
    /// <param name="allow">Folders; null allows all, as their user may read them.</param>
    /// <param name="regions">Where its controllers publish; null for nowhere but this process.</param>
    public WorkerHost(Func<string, ControllerLimits, NativeController>? native = null, string[]? allow = null, string? regions = null)
    {
        Assert.SkipUnless(LocalSocket.IsSupported, "workers need local sockets");
        _server = new WorkerServer(Path, new WorkerServerOptions
        {
            Tokenizer = SmallTokenizer.Instance,
            AllowedFolders = allow ?? ["/"],
            Warning = _warnings.Enqueue,
            Programs = native is null
                ? new WorkerPrograms((path, limits) => Controller.Load(path, Programs.Options(limits, regions)),
                    (controller, tokenizer, options, slots) => ((GuestController)controller).Start(tokenizer, options, slots))
                : new WorkerPrograms(native,
                (controller, tokenizer, options, slots) => ((NativeController)controller).Start(tokenizer, options, slots)),
        });
        _thread = new Thread(() => _server.Run(_source.Token)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>One for all tests that publish in the same place; it ends with the process.</summary>
    public static WorkerHost Shared(string? regions) => s_shared.GetOrAdd(regions ?? "", _ => new Lazy<WorkerHost>(() =>
    {
        WorkerHost host = new(regions: regions);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => host._folder.Delete(recursive: true);
        return host;
    })).Value;

    public string Path => System.IO.Path.Combine(_folder.FullName, "socket");

    public string Folder => _folder.FullName;

    public IReadOnlyCollection<string> Warnings => _warnings;

    /// <summary>A client's controller: one of the test programs.</summary>
    public WorkerController Load(string name, ControllerLimits? limits = null) =>
        WorkerController.Connect(Path, Programs.PathOf(name), limits ?? Programs.Patient);

    /// <summary>A connection without any client behind it.</summary>
    public RawClient Connect() => new(LocalSocket.Connect(Path, TimeSpan.FromSeconds(30)));

    public void Dispose()
    {
        _source.Cancel();
        _thread.Join();
        _server.Dispose();
        _source.Dispose();
        _folder.Delete(recursive: true);
    }
}
