namespace Lode.Memory;

/// <summary>Blocks of one size, counted by their users: the memory of a key/value cache.</summary>
/// <remarks>
/// The pool reserves address space for all blocks at once, so that a block never moves; a block costs memory from its first use. Blocks
/// that nobody uses are handed out again, last returned first. Not thread-safe: one owner, such as an inference context, serialises calls.
/// </remarks>
public sealed unsafe class BlockPool : IDisposable
{
    /// <summary>From here on, large pages (2 MiB) instead of 4 KiB ones are worth what the last of them leaves unused.</summary>
    const long LargePool = 16L << 20;

    readonly PageMemory _memory;
    readonly int[] _users;
    readonly int[] _tags;
    readonly int[] _free;
    int _freeCount;
    int _touched;

    /// <summary>Reserves a pool.</summary>
    /// <param name="blockBytes">Bytes per block, at least 1; rounded up to 64.</param>
    /// <param name="capacity">The most blocks in use at a time, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="InsufficientMemoryException">The address space does not allow it.</exception>
    public BlockPool(long blockBytes, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        BlockBytes = (blockBytes + 63) / 64 * 64;
        Capacity = capacity;
        _memory = new PageMemory(checked(BlockBytes * capacity));
        if (_memory.Length >= LargePool)
            _memory.AdviseHugePages(); // readers go from block to block, and would miss a page each time
        _users = new int[capacity];
        _tags = new int[capacity];
        _free = new int[capacity];
    }

    /// <summary>Bytes per block, a multiple of 64.</summary>
    public long BlockBytes { get; }

    /// <summary>The most blocks in use at a time.</summary>
    public int Capacity { get; }

    /// <summary>Blocks that have users.</summary>
    public int InUse => _touched - _freeCount;

    /// <summary>Blocks that can be rented now.</summary>
    public int Available => Capacity - InUse;

    /// <summary>Takes a block, with one user; its contents are whatever the last user left.</summary>
    /// <param name="tag">A number kept with the block, such as the position of its first token.</param>
    /// <param name="block">The block's number, 0 to <see cref="Capacity"/> - 1.</param>
    /// <returns>False when every block is in use.</returns>
    public bool TryRent(int tag, out int block)
    {
        if (_freeCount > 0)
        {
            block = _free[--_freeCount];
        }
        else if (_touched < Capacity)
        {
            block = _touched++;
        }
        else
        {
            block = -1;
            return false;
        }
        _users[block] = 1;
        _tags[block] = tag;
        return true;
    }

    /// <summary>Adds a user to a block in use.</summary>
    /// <exception cref="InvalidOperationException">The block is not in use.</exception>
    public void Share(int block)
    {
        CheckInUse(block);
        _users[block]++;
    }

    /// <summary>Takes a user from a block; the last one gives the block back.</summary>
    /// <exception cref="InvalidOperationException">The block is not in use.</exception>
    public void Return(int block)
    {
        CheckInUse(block);
        if (--_users[block] == 0)
            _free[_freeCount++] = block;
    }

    /// <summary>Users of a block; 0 when it is free.</summary>
    public int Users(int block) => _users[block];

    /// <summary>The tag that the block was rented with.</summary>
    public int Tag(int block) => _tags[block];

    /// <summary>The block's memory, aligned to 64 bytes; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The block is not in use.</exception>
    public byte* Address(int block)
    {
        CheckInUse(block);
        return _memory.Address + block * BlockBytes;
    }

    /// <summary>Gives all memory back, whoever uses it.</summary>
    public void Dispose() => _memory.Dispose();

    void CheckInUse(int block)
    {
        if ((uint)block >= (uint)Capacity || _users[block] == 0)
            throw new InvalidOperationException($"block {block} is not in use");
    }
}
