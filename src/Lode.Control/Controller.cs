using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A program that steers generation: prepared once, used by any number of requests.</summary>
/// <remarks>It may be used by several threads at once. A request and its sequences are used by one thread at a time.</remarks>
public abstract class Controller : IDisposable
{
    private protected Controller(string name, ControllerLimits limits)
    {
        limits.Check();
        Name = name;
        Limits = limits;
    }

    /// <summary>A name for messages: the file's path.</summary>
    public string Name { get; }

    /// <summary>What its sequences may take.</summary>
    public ControllerLimits Limits { get; }

    /// <summary>Loads a WebAssembly module that keeps to docs/controllers.md, and compiles it where it is not in the cache.</summary>
    /// <param name="path">The module's file.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <exception cref="ControllerException">It is malformed, or no controller; the message says what was expected and found.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="PlatformNotSupportedException">This machine cannot run WebAssembly.</exception>
    public static Controller Load(string path, ControllerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return GuestController.Load(path, options ?? ControllerOptions.Default);
    }

    /// <summary>Begins a request: sequences with one argument and common variables.</summary>
    /// <param name="tokenizer">The tokenizer of the model.</param>
    /// <param name="options">What the request gives.</param>
    /// <exception cref="ControllerException">The controller cannot be used.</exception>
    /// <exception cref="IOException">A file of the options cannot be opened.</exception>
    public abstract ControllerRequest Start(Tokenizer tokenizer, RequestOptions options);

    /// <summary>Gives back what it has. Requests may go on.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
