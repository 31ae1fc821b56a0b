using Lode.Memory;

namespace Lode.Wasm;

/// <summary>The memory of a module with its active segments in place, made once for all its instances.</summary>
static class InitialImage
{
    /// <summary>Fewer bytes are copied faster than a file is mapped.</summary>
    const int FewBytes = 32 << 10;

    /// <summary>Whether nobody can tell the difference to segments that are copied one by one, and it is faster.</summary>
    public static bool IsWorthwhile(Module module) =>
        module.DataList.Sum(segment => segment.Offset is null ? 0L : segment.Length) >= FewBytes && IsPossible(module);

    /// <summary>
    /// Whether nobody can tell the difference: the memory is the module's own, and all active segments have constant places inside it.
    /// </summary>
    public static bool IsPossible(Module module)
    {
        if (module.ImportedMemoryCount != 0 || module.MemoryList.Length == 0)
            return false;
        foreach (DataSegment segment in module.DataList)
        {
            if (segment.Offset is not null && !IsInside(module, segment))
                return false;
        }
        // Functions that get into somebody else's table stay callable even if a later segment traps: they would see too much.
        return !Array.Exists(module.ElementList, segment => segment.Mode == SegmentMode.Active && segment.Table < module.ImportedTableCount);
    }

    public static MemoryImage Make(Module module)
    {
        long length = 0;
        foreach (DataSegment segment in module.DataList)
            length = segment.Offset is null ? length : Math.Max(length, Start(segment) + (long)segment.Length);
        length = (length + MemoryType.PageBytes - 1) / MemoryType.PageBytes * MemoryType.PageBytes;
        SharedMemory pages = new("lode-memory", length);
        try
        {
            foreach (DataSegment segment in module.DataList)
            {
                if (segment.Offset is not null)
                    pages.Write(Start(segment), module.GetData(segment));
            }
            pages.Freeze();
            return new(pages, length);
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    static bool IsInside(Module module, DataSegment segment) =>
        segment.Offset!.Instructions is [{ Operation: ConstantOperation.Int32 }]
        && Start(segment) + (long)segment.Length <= (long)module.MemoryList[0].Minimum * MemoryType.PageBytes;

    /// <summary>Where an active segment goes.</summary>
    public static uint Start(DataSegment segment) => (uint)segment.Offset!.Instructions[0].Low;
}
