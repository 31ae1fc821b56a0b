namespace Lode.Tokenizers;

/// <summary>The memory that one call of a tokenizer works in; kept per thread, so that calls allocate nothing.</summary>
sealed class EncodeWorkspace
{
    const long MaxKeptBytes = 8 << 20;

    [ThreadStatic]
    static EncodeWorkspace? s_free;

    /// <summary>The normalised text between two added tokens that were found in the raw text.</summary>
    public TextBuffer Text { get; } = new();

    /// <summary>The part of it between two added tokens that were found in the normalised text.</summary>
    public TextBuffer Segment { get; } = new();

    public PieceList Pieces { get; } = new();

    public MatchList Matches { get; } = new();

    /// <summary>Memory for ids that are only counted.</summary>
    public int[] Scratch { get; } = new int[2048];

    public OffsetBuffer Offsets { get; } = new();

    /// <summary>Takes this thread's workspace, or a new one where a call is already using it.</summary>
    public static EncodeWorkspace Rent()
    {
        EncodeWorkspace workspace = s_free ?? new EncodeWorkspace();
        s_free = null;
        workspace.Offsets.Clear();
        return workspace;
    }

    /// <summary>Gives it back; one that a huge text has blown up is left to the garbage collector.</summary>
    public void Return()
    {
        if (Text.Capacity + Segment.Capacity + Pieces.Capacity + Matches.Capacity + Offsets.Capacity <= MaxKeptBytes)
            s_free = this;
    }
}
