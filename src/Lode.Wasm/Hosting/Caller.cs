namespace Lode.Wasm;

/// <summary>Who calls a function of the host.</summary>
public sealed class Caller
{
    Memory? _memory;
    bool _known;

    internal Caller(Store store, Instance? instance)
    {
        Store = store;
        Instance = instance;
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The instance whose code calls; null where the host itself calls its function through a reference.</summary>
    public Instance? Instance { get; }

    /// <summary>The instance's memory: the one that it exports as "memory", or else its first one; null where it has none.</summary>
    public Memory? Memory
    {
        get
        {
            if (!_known)
            {
                _memory = Instance?.GetMemory("memory") ?? Instance?.FirstMemory;
                _known = true;
            }
            return _memory;
        }
    }
}
