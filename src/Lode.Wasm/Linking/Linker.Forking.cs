using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Forks of instances.</summary>
public sealed partial class Linker
{
    /// <summary>
    /// Makes an instance that goes on from where another one is: its memory, globals, tables and segments are what the other's are now.
    /// No segment is copied, and no start function runs.
    /// </summary>
    /// <remarks>
    /// Memory is not copied: both share all pages until one of them writes to a page. Of what the parent wrote since it was made, or since
    /// its last fork, up to 64 pages of 4 KiB are copied; if it is more, it is first made into a layer that both share. Windows are not
    /// forked: where the parent has some, the fork has zeros, and the caller maps its own. Imports are resolved by this linker. Fuel,
    /// deadlines and <see cref="Store.Data"/> are each store's own. Nobody may write to the parent's memory meanwhile.
    /// </remarks>
    /// <param name="parent">The instance. A trap does not keep it from being forked.</param>
    /// <param name="store">The store that the fork will live in: any of the engine.</param>
    /// <exception cref="LinkException">
    /// The module imports a memory, a table or a mutable global, which would belong to two stores; the instance refers to an object of the host
    /// or to a function of another instance; or an import is not defined, or has another type.
    /// </exception>
    /// <exception cref="InvalidOperationException">A call of the parent's store is running.</exception>
    /// <exception cref="InsufficientMemoryException">A bound of the store is reached, or the system refused memory.</exception>
    /// <exception cref="ObjectDisposedException">A store was disposed.</exception>
    public Instance Fork(Instance parent, Store store)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(store);
        if (store.Engine != _engine || parent.Store.Engine != _engine)
            throw new ArgumentException($"the {(store.Engine != _engine ? "store" : "parent")} belongs to another engine than the linker", nameof(store));
        store.CheckUse();
        ThrowIfShared(parent.Module);
        TrapHandler.Install();
        object[] given = FindAll(store, parent.Module);
        Turn turn = parent.Store.Pause("forked");
        try
        {
            return new(store, parent, given);
        }
        finally
        {
            Store.EndPause(turn);
        }
    }

    /// <summary>Refuses a module whose instances share with others what can change.</summary>
    static void ThrowIfShared(Module module)
    {
        foreach (Import import in module.ImportList)
        {
            if (import.Type is not FunctionType and not GlobalType { Mutability: Mutability.Immutable })
            {
                throw new LinkException(LinkException.ForkRule, $"{module.Name} imports \"{import.ModuleName}\" \"{import.Name}\", "
                    + $"a {ImportTypes.Describe(import.Type)}, which its fork would have to share; let the module have its own");
            }
        }
    }
}
