using System.Diagnostics;
using Lode.Memory;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The making of an instance, and the mapping of its regions.</summary>
sealed partial class GuestSequence
{
    /// <summary>Where windows may begin.</summary>
    const int PageBytes = 4096;

    static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    Instance _instance = null!;
    Func<int>? _init;
    Action? _prepare;
    Func<int> _step = null!;

    // What is left of the time for making the instance and for lode_init.
    TimeSpan _timeLeft;

    /// <summary>Makes the instance of a request's first sequence. Its prompt is not there yet.</summary>
    /// <exception cref="ControllerException">The module does not keep to the contract.</exception>
    public static GuestSequence Create(GuestRequest request, int number) => Make(request, number, static sequence => sequence.Instantiate());

    void Instantiate()
    {
        _timeLeft = Request.Controller.Limits.Initialization;
        _log.Begin();
        try
        {
            GuestController guest = _request.Guest;
            Instance instance = Timed(() => guest.Linker.Instantiate(_store, guest.Module));
            Bind(instance);
            int abi = Timed(instance.GetFunction<int>(GuestExports.Abi));
            if (abi != ControlContract.Version)
            {
                throw new ControllerException(ControllerFault.Program,
                    $"{Name}: expected a controller of version {ControlContract.Version} of the contract, found version {abi}");
            }
            if (guest.Exports.Starts)
                Timed(instance.GetAction(GuestExports.Start));
            foreach (RegionKind kind in Enum.GetValues<RegionKind>())
            {
                if (guest.Exports.Wants(kind) && WindowOf(kind) is { } window)
                    AskAndMap(instance, kind, window);
            }
        }
        catch (LinkException error)
        {
            throw new ControllerException(ControllerFault.Program,
                $"{Name}: {error.Message}; what controllers can import is in docs/controllers.md", error);
        }
        catch (InsufficientMemoryException error)
        {
            throw new ControllerException(ControllerFault.Limit, $"{Name}: {error.Message}", error);
        }
        catch (Exception error) when (error is not ControllerException)
        {
            throw Failed(error, "while its instance was made");
        }
        finally
        {
            _log.End();
        }
    }

    void Bind(Instance instance)
    {
        GuestExports exports = _request.Guest.Exports;
        _instance = instance;
        _memory = instance.GetMemory(GuestExports.Memory)!;
        _init = exports.Initializes ? instance.GetFunction<int>(GuestExports.Init) : null;
        _prepare = exports.Prepares ? instance.GetAction(GuestExports.Prepare) : null;
        _step = instance.GetFunction<int>(GuestExports.Step);
    }

    /// <summary>Asks the guest for room, and maps a region there.</summary>
    void AskAndMap(Instance instance, RegionKind kind, Window window)
    {
        long bytes = PageMemory.RoundUp(window.Length);
        Func<int, int> ask = instance.GetFunction<int, int>(GuestExports.NameOf(kind));
        uint address = (uint)Timed(() => ask((int)bytes));
        string what = $"{Name}: expected {GuestExports.NameOf(kind)} to give the address of {bytes:N0} bytes of its own, a multiple of {PageBytes:N0}";
        if (address == 0)
            throw new ControllerException(ControllerFault.Answer, $"{what}, found 0: it has no room");
        if (address % PageBytes != 0)
            throw new ControllerException(ControllerFault.Answer, $"{what}, found {address}");
        try
        {
            Map(kind, window, address);
        }
        catch (MemoryRangeException error)
        {
            throw new ControllerException(ControllerFault.Answer, $"{what}, found {address}: {error.Message}", error);
        }
    }

    void Map(RegionKind kind, Window window, uint address)
    {
        Memory.Map(window, address, IsReadOnly(kind) ? WindowAccess.ReadOnly : WindowAccess.ReadWrite);
        _regions[(int)kind] = address;
    }

    /// <summary>The window of a region; null where the region is empty.</summary>
    Window? WindowOf(RegionKind kind) => kind switch
    {
        RegionKind.Vocabulary or RegionKind.Argument => _request.SharedWindow(kind),
        RegionKind.Rings => Rings.Window,
        _ => Slot.Window(kind),
    };

    static bool IsReadOnly(RegionKind kind) => kind is RegionKind.Tokens or RegionKind.Vocabulary or RegionKind.Argument;

    void Timed(Action call) => Timed(() =>
    {
        call();
        return 0;
    });

    /// <summary>Makes a call on the time for initialisation.</summary>
    T Timed<T>(Func<T> call)
    {
        if (_timeLeft <= TimeSpan.Zero)
            throw OutOfTime();
        _store.Deadline = _timeLeft < s_shortest ? s_shortest : _timeLeft;
        long began = Stopwatch.GetTimestamp();
        try
        {
            return call();
        }
        catch (TrapException trap) when (trap.Trap.Kind == TrapKind.Deadline)
        {
            throw OutOfTime(trap);
        }
        finally
        {
            _timeLeft -= Stopwatch.GetElapsedTime(began);
        }
    }

    ControllerException OutOfTime(Exception? cause = null) => new(ControllerFault.Time,
        $"{Name}: making its instance and {GuestExports.Init} took longer than {Request.Controller.Limits.Initialization.TotalMilliseconds:0.###} ms", cause);
}
