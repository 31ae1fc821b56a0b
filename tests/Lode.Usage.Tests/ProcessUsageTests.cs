using System.Runtime.InteropServices;

namespace Lode.Usage.Tests;

public sealed unsafe class ProcessUsageTests
{
    const int Touched = 48 << 20;

    [Fact]
    public void Touched_memory_shows_as_anonymous_memory_and_as_faults()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells this");
        ProcessUsage before = ProcessUsage.ReadSelf();
        byte* memory = (byte*)NativeMemory.Alloc(Touched);
        NativeMemory.Fill(memory, Touched, 1);
        ProcessUsage after = ProcessUsage.ReadSelf();
        NativeMemory.Free(memory);

        ProcessUsage used = after.Since(before);
        used.AnonymousBytes!.Value.ShouldBeGreaterThan(Touched - (8L << 20)); // other tests may give some back meanwhile
        used.MinorFaults!.Value.ShouldBeGreaterThan(10); // 4 KiB pages, or huge ones
        after.PeakBytes!.Value.ShouldBeGreaterThanOrEqualTo(after.ResidentBytes!.Value - (1L << 20));
        after.Missing.ShouldBeNull();
    }

    [Fact]
    public void Work_shows_as_processor_time()
    {
        ProcessUsage before = ProcessUsage.ReadSelf();
        ProcessUsage after;
        double sum = 0;
        do // ends only once the clock of the kernel has moved
        {
            for (int i = 1; i < 1_000_000; i++)
                sum += Math.Sqrt(i);
            after = ProcessUsage.ReadSelf();
        } while (after.UserMicroseconds + after.SystemMicroseconds < before.UserMicroseconds + before.SystemMicroseconds + 10_000);
        sum.ShouldBePositive();
        after.Since(before).UserMicroseconds!.Value.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void A_difference_subtracts_every_value_and_keeps_what_is_missing()
    {
        ProcessUsage later = new()
        {
            UserMicroseconds = 100,
            SystemMicroseconds = 90,
            MinorFaults = 80,
            MajorFaults = 70,
            VoluntarySwitches = 60,
            InvoluntarySwitches = 50,
            BlockReads = 40,
            BlockWrites = 30,
            AnonymousBytes = 20,
            FileBytes = 10,
            SharedBytes = 9,
            ResidentBytes = 8,
            PeakBytes = 7,
        };
        ProcessUsage earlier = new()
        {
            UserMicroseconds = 1,
            SystemMicroseconds = 2,
            MinorFaults = 3,
            MajorFaults = 4,
            VoluntarySwitches = 5,
            InvoluntarySwitches = 6,
            BlockReads = 7,
            BlockWrites = 8,
            AnonymousBytes = 25,
            FileBytes = 1,
            SharedBytes = null,
            ResidentBytes = 8,
            PeakBytes = 3,
            Missing = "something",
        };
        later.Since(earlier).ShouldBe(new ProcessUsage
        {
            UserMicroseconds = 99,
            SystemMicroseconds = 88,
            MinorFaults = 77,
            MajorFaults = 66,
            VoluntarySwitches = 55,
            InvoluntarySwitches = 44,
            BlockReads = 33,
            BlockWrites = 22,
            AnonymousBytes = -5,
            FileBytes = 9,
            SharedBytes = null,
            ResidentBytes = 0,
            PeakBytes = 4,
            Missing = "something",
        });
    }

    [Fact]
    public void The_portable_snapshot_says_what_it_lacks()
    {
        ProcessUsage usage = PortableUsage.ReadSelf();
        usage.ResidentBytes!.Value.ShouldBeGreaterThan(1 << 20);
        usage.UserMicroseconds.ShouldNotBeNull();
        usage.AnonymousBytes.ShouldBeNull();
        usage.Missing.ShouldNotBeNull().ShouldContain("Linux");
    }
}
