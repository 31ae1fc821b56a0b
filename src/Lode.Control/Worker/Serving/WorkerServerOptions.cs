using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>What a <see cref="WorkerServer"/> works with.</summary>
public sealed record WorkerServerOptions
{
    /// <summary>The tokenizer of the model whose tokens the clients' controllers see.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>Folders of which clients may name files, at any depth. Files that they send open need none.</summary>
    public IReadOnlyList<string> AllowedFolders { get; init; } = [];

    /// <summary>The most clients at a time, 1 to 1,024.</summary>
    public int MaxClients { get; init; } = 64;

    /// <summary>Where compiled modules are kept; the user's own cache where null.</summary>
    public ModuleCache? Cache { get; init; }

    /// <summary>Told in a line what went wrong with a client, and what could not be kept.</summary>
    public Action<string>? Warning { get; init; }

    internal WorkerPrograms? Programs { get; init; }
}
