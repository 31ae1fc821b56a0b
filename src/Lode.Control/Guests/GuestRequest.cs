using Lode.Memory;
using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>A request of a guest: its sequences, and what they share.</summary>
sealed class GuestRequest : ControllerRequest
{
    /// <summary>Guests reserve room for regions and files in pages of WebAssembly, and may need one more to begin at a page.</summary>
    const long GuestPage = MemoryType.PageBytes;

    /// <summary>References of a guest's tables, 8 bytes each, which its memory does not count; large programs have some ten thousand functions.</summary>
    const int TableElements = 1 << 18;

    readonly List<GuestSequence> _sequences = [];
    readonly Window? _argument;

    internal GuestRequest(GuestController controller, Tokenizer tokenizer, RequestOptions options, ISlotSource slots)
        : base(controller, options)
    {
        Guest = controller;
        Tokenizer = tokenizer;
        Slots = slots;
        Log = new RequestLog(options.Log, controller.Limits.LogBytes);
        GuestExports exports = controller.Exports;
        if (exports.Wants(RegionKind.Vocabulary))
            Vocabulary = FindVocabulary(controller, tokenizer);
        long memoryBytes = controller.Limits.MemoryBytes + FileRoom(options, controller.Options.RegionFolder) + RegionRoom(exports);
        StoreOptions = new StoreOptions { MemoryBytes = memoryBytes, TableElements = TableElements, Instances = 1 };
        if (exports.Wants(RegionKind.Argument) && !options.Argument.IsEmpty)
            _argument = Freeze(options.Argument.Span);
    }

    public GuestController Guest { get; }

    public Tokenizer Tokenizer { get; }

    public ISlotSource Slots { get; }

    public RequestLog Log { get; }

    /// <summary>The vocabulary; null where the guest does not want it.</summary>
    public Window? Vocabulary { get; }

    /// <summary>What a guest may have in all.</summary>
    public StoreOptions StoreOptions { get; }

    public override void Dispose()
    {
        while (_sequences.Count > 0)
            _sequences[^1].Dispose();
        _argument?.Dispose();
    }

    /// <summary>The window of a region that the sequences of the request share; null where there is none.</summary>
    internal Window? SharedWindow(RegionKind kind) => kind == RegionKind.Vocabulary ? Vocabulary : _argument;

    internal SequenceHeader Header(ControlSlot slot) => new()
    {
        Abi = ControlContract.Version,
        Vocabulary = (uint)slot.Layout.Vocabulary,
        MaskWords = (uint)slot.Layout.MaskWords,
        TokenCapacity = (uint)slot.Layout.TokenCapacity,
        BeginOfText = Tokenizer.BeginOfText ?? -1,
        EndOfText = Tokenizer.EndOfText ?? -1,
        ArgumentLength = (uint)Options.Argument.Length,
        VocabularyLength = (uint)(Vocabulary?.Length ?? 0),
    };

    internal void Add(GuestSequence sequence) => _sequences.Add(sequence);

    internal void Remove(GuestSequence sequence) => _sequences.Remove(sequence);

    private protected override SequenceController Create(int number) => GuestSequence.Create(this, number);

    static Window FindVocabulary(GuestController controller, Tokenizer tokenizer)
    {
        try
        {
            return VocabularyRegion.Get(tokenizer, controller.Options.VocabularyFolder, controller.Options.Warning).Window;
        }
        catch (NotSupportedException error)
        {
            throw new ControllerException(ControllerFault.Limit, $"{controller.Name}: the vocabulary that it asks for cannot be a region: {error.Message}", error);
        }
    }

    long RegionRoom(GuestExports exports)
    {
        long vocabulary = Options.Vocabulary, room = 0;
        foreach (RegionKind kind in Enum.GetValues<RegionKind>())
        {
            if (!exports.Wants(kind))
                continue;
            room += Room(kind switch
            {
                RegionKind.Step => ControlContract.StepBytes,
                RegionKind.Rings => ControlContract.RingBytes,
                RegionKind.Mask => vocabulary / 8,
                RegionKind.Tokens => sizeof(int) * (long)Options.TokenCapacity,
                RegionKind.Vocabulary => Vocabulary!.Length,
                RegionKind.Argument => Options.Argument.Length,
                _ => sizeof(float) * vocabulary,
            });
        }
        return room;
    }

    static long FileRoom(RequestOptions options, string? regionFolder)
    {
        long room = 0;
        foreach (ControlFile file in options.Files)
        {
            if (file.IsRegion)
            {
                // One that is published later takes of the guest's own.
                room += Room(PublishedRegions.FindLength(file.Source, regionFolder));
                continue;
            }
            FileStatus status = FileStatus.Of(file.Source)
                ?? throw new FileNotFoundException($"{file.Source}: expected a file or pipe to be given as {file.Name}, found none; check the path", file.Source);
            room += status.IsFile ? Room(status.Length) : 0;
        }
        return room;
    }

    static long Room(long bytes) => (bytes + GuestPage - 1) / GuestPage * GuestPage + GuestPage;

    static Window Freeze(ReadOnlySpan<byte> bytes)
    {
        SharedMemory memory = new("lode-argument", bytes.Length);
        try
        {
            memory.Write(0, bytes);
            memory.Freeze();
            return Window.Of(memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
