namespace Lode.Memory.Tests.Pages;

/// <summary>Rows in shared memory of the caller's.</summary>
public sealed unsafe class SharedRowTests : IDisposable
{
    readonly SharedMemory _memory;

    public SharedRowTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "shared memory needs Linux");
        _memory = new("batch", 5L * PageMemory.PageSize);
    }

    public void Dispose() => _memory?.Dispose();

    [Fact]
    public void Rows_lie_in_the_memory_at_their_offset()
    {
        using RowBuffer rows = new(_memory, PageMemory.PageSize, 2, 1025);
        (rows.Rows, rows.Columns, rows.Stride).ShouldBe((2, 1025, 2L * PageMemory.PageSize));
        rows.Row(0).Length.ShouldBe(1025);
        rows.Row(1)[0] = 1.5f;
        (rows.Pointer(1) == (float*)(_memory.Address + 3 * PageMemory.PageSize)).ShouldBeTrue();
        BitConverter.ToSingle(_memory.Span[(3 * PageMemory.PageSize)..]).ShouldBe(1.5f);
        Should.Throw<ArgumentOutOfRangeException>(() => rows.Row(2).Length);
    }

    [Fact]
    public void The_memory_outlives_its_rows_and_not_the_other_way()
    {
        RowBuffer rows = new(_memory, 0, 1, 4), others = new(_memory, 0, 1, 4);
        rows.Row(0)[0] = 2;
        rows.Dispose();
        Should.Throw<ObjectDisposedException>(() => rows.Row(0).Length);
        others.Row(0)[0].ShouldBe(2);
        _memory.Dispose();
        Should.Throw<ObjectDisposedException>(() => others.Row(0).Length);
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused()
    {
        new RowBuffer(_memory, 0, 5, 1).Dispose();
        Should.Throw<ArgumentException>(() => new RowBuffer(_memory, 0, 6, 1)).Message.ShouldContain("6 rows of 1 values");
        Should.Throw<ArgumentException>(() => new RowBuffer(_memory, 4L * PageMemory.PageSize, 1, 1025));
        Should.Throw<ArgumentException>(() => new RowBuffer(_memory, 8L * PageMemory.PageSize, 1, 1)).Message.ShouldContain("there are 0");
        Should.Throw<ArgumentException>(() => new RowBuffer(_memory, 4, 1, 1)).Message.ShouldContain("not at 4");
        Should.Throw<ArgumentException>(() => new RowBuffer(_memory, -PageMemory.PageSize, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new RowBuffer(_memory, 0, 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new RowBuffer(_memory, 0, 1, 0));
    }

    [Fact]
    public void Frozen_memory_is_refused()
    {
        using SharedMemory frozen = new("frozen", PageMemory.PageSize);
        frozen.Freeze();
        Should.Throw<ArgumentException>(() => new RowBuffer(frozen, 0, 1, 1)).Message.ShouldContain("frozen");
    }
}
