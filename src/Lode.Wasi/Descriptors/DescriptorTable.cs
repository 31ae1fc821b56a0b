namespace Lode.Wasi;

/// <summary>A guest's descriptors by number. The guest names numbers of this table and nothing else.</summary>
sealed class DescriptorTable(int limit) : IDisposable
{
    readonly List<Descriptor?> _all = [];

    public Descriptor? Find(uint number) => number < (uint)_all.Count ? _all[(int)number] : null;

    /// <summary>Puts a descriptor at the lowest free number.</summary>
    /// <returns><see cref="Errno.TooManyDescriptors"/> where the table is full; the descriptor is closed then.</returns>
    public Errno Add(Descriptor descriptor, out uint number)
    {
        int free = _all.IndexOf(null);
        number = (uint)(free >= 0 ? free : _all.Count);
        if (free >= 0)
        {
            _all[free] = descriptor;
            return Errno.Success;
        }
        if (_all.Count >= limit)
        {
            descriptor.Dispose();
            return Errno.TooManyDescriptors;
        }
        _all.Add(descriptor);
        return Errno.Success;
    }

    public Errno Close(uint number)
    {
        if (Find(number) is not Descriptor descriptor)
            return Errno.BadDescriptor;
        _all[(int)number] = null;
        descriptor.Dispose();
        return Errno.Success;
    }

    /// <summary>Moves a descriptor to another's number, which is closed.</summary>
    public Errno Renumber(uint from, uint to)
    {
        if (Find(from) is not Descriptor descriptor || Find(to) is not Descriptor replaced)
            return Errno.BadDescriptor;
        if (from == to)
            return Errno.Success;
        replaced.Dispose();
        _all[(int)to] = descriptor;
        _all[(int)from] = null;
        return Errno.Success;
    }

    public void Dispose()
    {
        foreach (Descriptor? descriptor in _all)
            descriptor?.Dispose();
        _all.Clear();
    }
}
