using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>What guests may take, and the parts of the store.</summary>
public sealed unsafe partial class Store
{
    // Elements of tables, by table.
    readonly List<nint> _elements = [];
    long _memoryLeft;
    long _elementsLeft;
    int _instances;

    // References from native memory are weak, so that a store that is forgotten can be collected: here are the strong ones.
    readonly List<Instance> _allInstances = [];

    /// <summary>Takes bytes from what memories may have; gives them back where they are negative.</summary>
    internal bool TryTakeMemory(long bytes)
    {
        if (bytes > _memoryLeft)
            return false;
        _memoryLeft -= bytes;
        return true;
    }

    /// <summary>Takes elements from what tables may have; gives them back where they are negative.</summary>
    internal bool TryTakeElements(long count)
    {
        if (count > _elementsLeft)
            return false;
        _elementsLeft -= count;
        return true;
    }

    /// <summary>Keeps the elements of a table, which are freed with the store. Gives the table's number.</summary>
    internal int AddElements(nint elements)
    {
        _elements.Add(elements);
        return _elements.Count - 1;
    }

    /// <summary>The elements of a table have moved.</summary>
    internal void SetElements(int table, nint elements) => _elements[table] = elements;

    /// <summary>Begins an instance: counts it, and keeps its module's code.</summary>
    internal void BeginInstance(ModuleCode code)
    {
        CheckUse();
        if (code.Engine != Engine)
            throw new ArgumentException($"{code.Module.Name} was compiled by another engine than the store's");
        if (_instances >= Options.Instances)
            throw new LinkException("too many instances", $"{code.Module.Name} would be more than the {Options.Instances} that the store allows");
        _instances++;
        if (_modules.Contains(code))
            return;
        code.AddUser();
        _modules.Add(code);
    }

    /// <summary>Keeps an instance, whose code may run although nobody else knows it any more, and its weak handle.</summary>
    internal void Add(Instance instance, nint handle)
    {
        _allInstances.Add(instance);
        _instanceHandles.Add(handle);
    }
}
