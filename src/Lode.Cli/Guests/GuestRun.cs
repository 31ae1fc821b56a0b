using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Lode.Cli.Errors;
using Lode.Usage;
using Lode.Wasi;
using Lode.Wasm;

namespace Lode.Cli.Guests;

/// <summary>Compiles a module, gives it its world, and runs it to its end.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="interruption">Ctrl-C.</param>
sealed class GuestRun(GuestOptions options, CancellationToken interruption)
{
    /// <summary>Programs call deep: eight times what Linux gives to a program of its own.</summary>
    const int StackBytes = 64 << 20;

    /// <summary>What the host's own calls need beside it.</summary>
    const int HostStackBytes = 1 << 20;

    /// <summary>As much of an exit code as a process can tell.</summary>
    const uint ExitCodeMask = 0xff;

    GuestEnd _end;
    int _exitCode;
    Trap? _trap;

    public GuestReport Run(CompilingLine line)
    {
        long began = Stopwatch.GetTimestamp();
        using Engine engine = new(new EngineOptions { StackBytes = StackBytes });
        using CompiledModule compiled = GuestModule.Open(engine, options.File, options.UsesCache, line, interruption);
        GuestCall call = GuestCall.Find(compiled.Module, options);
        long opened = Stopwatch.GetTimestamp();

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        using WasiContext world = new(World(stop.Token));
        using WasiWindows windows = new(options.Files);
        Linker linker = new(engine);
        world.Define(linker);
        windows.Define(linker);
        using Store store = new(engine, options.MemoryBytes is long most ? new StoreOptions { MemoryBytes = most } : null);
        using CancellationTokenRegistration stopping = stop.Token.Register(store.Interrupt);
        long prepared = Stopwatch.GetTimestamp();
        if (options.Timeout is TimeSpan time)
            stop.CancelAfter(time);
        Instance? instance = null;
        OnDeepStack(() =>
        {
            instance = Instantiate(linker, store, compiled);
            call.Invoke(instance);
        });
        long ended = Stopwatch.GetTimestamp();
        return new GuestReport
        {
            Module = options.File,
            End = _end,
            ExitCode = _exitCode,
            Trap = _end == GuestEnd.Trapped ? GuestTrap.Of(_trap!) : null,
            WasCached = compiled.WasCached,
            CodeBytes = compiled.CodeBytes,
            MemoryBytes = instance?.GetMemory("memory")?.Length ?? 0,
            TimesUs = new GuestTimes(Between(began, opened), Between(opened, prepared), Between(prepared, ended)),
            Usage = ProcessUsage.ReadSelf(),
        };
    }

    WasiOptions World(CancellationToken stop) => new()
    {
        Arguments = [Path.GetFileName(options.File), .. options.Arguments],
        Environment = options.Environment,
        Directories = options.Directories,
        Files = options.Files,
        Input = WasiChannel.Inherit,
        Output = WasiChannel.Inherit,
        Error = WasiChannel.Inherit,
        EndsWithoutReader = true,
        Stop = stop,
    };

    Instance Instantiate(Linker linker, Store store, CompiledModule compiled)
    {
        try
        {
            return linker.Instantiate(store, compiled);
        }
        catch (InsufficientMemoryException error)
        {
            throw new CommandException($"{error.Message}{(options.MemoryBytes is null ? "" : "; give it more with --memory-max")}", error);
        }
    }

    /// <summary>Runs on a thread with a stack for deep calls; what ends the guest becomes the result, and all else is thrown here.</summary>
    void OnDeepStack(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (WasiExitException exit)
            {
                _end = exit.IsReaderGone ? GuestEnd.OutputClosed : GuestEnd.Exited;
                _exitCode = exit.IsReaderGone ? ExitCode.Success : (int)(exit.Code & ExitCodeMask);
            }
            catch (TrapException trap) when (trap.Trap.Kind != TrapKind.Interrupted)
            {
                _trap = trap.Trap;
                (_end, _exitCode) = (GuestEnd.Trapped, ExitCode.Trapped);
            }
            catch (Exception stopped) when (stopped is TrapException or OperationCanceledException)
            {
                (_end, _exitCode) = interruption.IsCancellationRequested
                    ? (GuestEnd.Interrupted, ExitCode.Interrupted)
                    : (GuestEnd.TimedOut, ExitCode.TimedOut);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }, StackBytes + HostStackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    static long Between(long from, long to) => (long)Stopwatch.GetElapsedTime(from, to).TotalMicroseconds;
}
