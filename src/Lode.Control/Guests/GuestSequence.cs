using System.Buffers;
using Lode.Tokenizers;
using Lode.Wasi;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>A sequence of a guest: its instance in a store of its own, its regions, and what it has of the host.</summary>
sealed partial class GuestSequence : SequenceController, IGuest
{
    /// <summary>The most bytes of a text that a guest gives to a function of the host, which cannot be stopped.</summary>
    public const int ScratchBytes = 1 << 20;

    readonly GuestRequest _request;
    readonly GuestLog _log;
    readonly Store _store;
    readonly uint[] _regions = new uint[Enum.GetValues<RegionKind>().Length];
    readonly Preparation? _preparation;
    Wasm.Memory? _memory;
    byte[] _scratch = [];
    ArrayBufferWriter<int>? _tokens;
    GuestWorld? _world;
    GuestConstraints? _constraints;
    GuestShares? _shares;
    GuestRings? _rings;
    bool _disposed;

    GuestSequence(GuestRequest request, ControlSlot slot, int number)
        : base(request, slot, number)
    {
        _request = request;
        _log = new GuestLog(request.Log, number, request.Guest.Limits);
        _store = new Store(request.Guest.Engine, request.StoreOptions) { Data = this };
        _preparation = Prepares ? new Preparation(Prepare) : null;
        slot.Header = request.Header(slot);
        request.Add(this);
    }

    public string Name => _request.Guest.Name;

    public Wasm.Memory Memory => _memory ?? throw new ControllerException(ControllerFault.Program,
        $"{Name}: its start function calls a function of the host, which has nothing for it yet; call it in {GuestExports.Start} or {GuestExports.Init}");

    public Tokenizer Tokenizer => _request.Tokenizer;

    public RequestOptions Options => _request.Options;

    public string? RegionFolder => _request.Guest.Options.RegionFolder;

    public GuestConstraints Constraints => _constraints ??= new(this);

    public GuestShares Shares => _shares ??= new(this);

    public GuestRings Rings => _rings ??= new(this);

    public WasiContext World => (_world ??= new(Options, _log, Number)).Context;

    /// <summary>Room for the tokens of a text.</summary>
    public ArrayBufferWriter<int> Tokens => _tokens ??= new();

    public override bool Prepares => _request.Guest.Exports.Prepares;

    public override bool IsWaiting => _waits && _rings is { IsWaiting: true };

    /// <summary>Makes a sequence with a slot of its own, and an instance in it.</summary>
    static GuestSequence Make(GuestRequest request, int number, Action<GuestSequence> instantiate)
    {
        ControlSlot slot = request.Slots.Take();
        GuestSequence? sequence = null;
        try
        {
            sequence = new(request, slot, number);
            instantiate(sequence);
            return sequence;
        }
        catch
        {
            if (sequence is null)
                request.Slots.Return(slot);
            else
                sequence.Dispose();
            throw;
        }
    }

    /// <summary>The sequence that calls a function of the host.</summary>
    public static GuestSequence Of(Caller caller) => (GuestSequence)caller.Store.Data!;

    public void Log(ReadOnlySpan<byte> text) => _log.Write(text);

    /// <summary>A copy of bytes of the guest, valid until the next call.</summary>
    /// <exception cref="ControllerException">There are more than <see cref="ScratchBytes"/>.</exception>
    /// <exception cref="MemoryRangeException">They are not all there.</exception>
    public ReadOnlySpan<byte> Scratch(int address, int length, string what) => this.Read(address, length, ScratchBytes, what, ref _scratch);

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _preparation?.Dispose();
        _rings?.Dispose();
        _constraints?.Dispose();
        _log.Begin();
        _world?.Dispose();
        _log.End();
        _shares?.Dispose();
        _store.Dispose();
        _request.Remove(this);
        _request.Slots.Return(Slot);
    }
}
