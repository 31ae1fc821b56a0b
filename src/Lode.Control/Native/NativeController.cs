using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A controller in C#, through the same regions and verdicts as a WebAssembly guest.</summary>
public sealed class NativeController : Controller
{
    readonly Func<ControlProgram> _create;

    /// <summary>Makes it.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="create">Makes the program of a request's first sequence.</param>
    /// <param name="limits">What its sequences may take; times are not enforced, as C# code cannot be stopped.</param>
    public NativeController(string name, Func<ControlProgram> create, ControllerLimits? limits = null)
        : base(name, limits ?? ControllerLimits.Default)
    {
        ArgumentNullException.ThrowIfNull(create);
        _create = create;
    }

    /// <inheritdoc/>
    public override ControllerRequest Start(Tokenizer tokenizer, RequestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Start(tokenizer, options, new OwnSlots(new ControlLayout(options.Vocabulary, options.TokenCapacity, 1)));
    }

    /// <summary>Begins a request whose sequences have their regions where the source says.</summary>
    internal ControllerRequest Start(Tokenizer tokenizer, RequestOptions options, ISlotSource slots)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return new NativeRequest(this, tokenizer, options, _create, slots);
    }
}
