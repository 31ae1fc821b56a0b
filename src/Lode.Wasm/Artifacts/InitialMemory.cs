namespace Lode.Wasm.Artifacts;

/// <summary>What a module's memory holds at first, as whole pages: its data segments, put where they go.</summary>
sealed class InitialMemory
{
    readonly SortedDictionary<int, byte[]> _pages = [];

    InitialMemory()
    {
    }

    /// <summary>The pages that are not zero, one after another.</summary>
    public IEnumerable<byte[]> Pages => _pages.Values;

    /// <summary>Where they go.</summary>
    public IReadOnlyList<PageRun> Runs
    {
        get
        {
            List<PageRun> runs = [];
            int file = 0;
            foreach (int page in _pages.Keys)
            {
                if (runs.Count > 0 && runs[^1].MemoryPage + runs[^1].Count == page)
                    runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
                else
                    runs.Add(new(page, file, 1));
                file++;
            }
            return runs;
        }
    }

    /// <summary>
    /// The initial memory of a module; null where there is nothing in it, or only an instance knows it.
    /// </summary>
    public static InitialMemory? Of(Module module)
    {
        if (!InitialImage.IsPossible(module) || module.DataList.All(segment => segment.Offset is null))
            return null;
        InitialMemory memory = new();
        foreach (DataSegment segment in module.DataList)
        {
            if (segment.Offset is not null)
                memory.Put(InitialImage.Start(segment), module.GetData(segment));
        }
        memory.DropZeros();
        return memory;
    }

    void Put(uint address, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            int page = (int)(address / PageRun.PageBytes), within = (int)(address % PageRun.PageBytes);
            int count = Math.Min(data.Length, PageRun.PageBytes - within);
            if (!_pages.TryGetValue(page, out byte[]? bytes))
                _pages[page] = bytes = new byte[PageRun.PageBytes];
            data[..count].CopyTo(bytes.AsSpan(within));
            data = data[count..];
            address += (uint)count;
        }
    }

    void DropZeros()
    {
        foreach (int page in (int[])[.. _pages.Keys])
        {
            if (!_pages[page].AsSpan().ContainsAnyExcept((byte)0))
                _pages.Remove(page);
        }
    }
}
