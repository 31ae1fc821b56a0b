namespace Lode.Control;

/// <summary>Which slots of a memory are free. A request keeps as many as it may ever need, so that no fork lacks one.</summary>
sealed class SlotPool
{
    readonly Lock _gate = new();
    readonly Stack<int> _free;

    public SlotPool(int slots)
    {
        _free = new(slots);
        for (int i = slots - 1; i >= 0; i--)
            _free.Push(i);
    }

    /// <summary>Takes slots; null where there are not so many.</summary>
    public Stack<int>? TryTake(int count)
    {
        lock (_gate)
        {
            if (_free.Count < count)
                return null;
            Stack<int> taken = new(count);
            for (int i = 0; i < count; i++)
                taken.Push(_free.Pop());
            return taken;
        }
    }

    /// <summary>Gives slots back, which are all zero.</summary>
    public void Return(IEnumerable<int> slots)
    {
        lock (_gate)
        {
            foreach (int slot in slots)
                _free.Push(slot);
        }
    }
}
