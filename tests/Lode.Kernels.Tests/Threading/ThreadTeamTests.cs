using Lode.Kernels.Threading;
using Lode.Tests;

namespace Lode.Kernels.Tests.Threading;

[Collection(Alone.Name)]
public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_chunk_runs_exactly_once_over_many_jobs(int size)
    {
        using ThreadTeam team = new(size);
        CountingJob job = new(257);
        Random random = new(size);
        for (int round = 0; round < 3000; round++)
        {
            int chunks = random.Next(0, 258);
            job.Reset();
            team.Run(job, chunks);
            for (int i = 0; i < 257; i++)
                job.Counts[i].ShouldBe(i < chunks ? 1 : 0);
        }
        job.Workers.ShouldAllBe(worker => worker >= 0 && worker < size);
    }

    [Fact]
    public void Sleeping_threads_are_woken_for_the_next_job()
    {
        using ThreadTeam team = new(2);
        using MeetingJob job = new();
        for (int round = 0; round < 3; round++)
        {
            Thread.Sleep(50); // far longer than a worker spins
            job.Reset();
            team.Run(job, 2); // ends only when two threads are inside at once
        }
        job.Met.ShouldBe(3);
    }

    [Fact]
    public void Running_a_job_allocates_nothing()
    {
        using ThreadTeam team = new(2);
        CountingJob job = new(64);
        team.Run(job, 64);
        long least = long.MaxValue; // other threads of the test host may allocate meanwhile, but not always
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 1000; i++)
                team.Run(job, 64);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        least.ShouldBeLessThan(1000);
    }

    [Fact]
    public void A_disposed_team_refuses_work()
    {
        ThreadTeam team = new(2);
        team.Dispose();
        team.Dispose();
        Should.Throw<ObjectDisposedException>(() => team.Run(new CountingJob(1), 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
    }

    sealed class CountingJob(int chunks) : TeamJob
    {
        public int[] Counts { get; } = new int[chunks];

        public System.Collections.Concurrent.ConcurrentBag<int> Workers { get; } = [];

        int _seen;

        public void Reset() => Array.Clear(Counts);

        public override void Run(int chunk, int worker)
        {
            Interlocked.Increment(ref Counts[chunk]);
            if ((Interlocked.Or(ref _seen, 1 << worker) & (1 << worker)) == 0)
                Workers.Add(worker);
        }
    }

    sealed class MeetingJob : TeamJob, IDisposable
    {
        readonly ManualResetEventSlim _first = new();
        readonly ManualResetEventSlim _second = new();

        public int Met { get; private set; }

        public void Dispose()
        {
            _first.Dispose();
            _second.Dispose();
        }

        public void Reset()
        {
            _first.Reset();
            _second.Reset();
        }

        public override void Run(int chunk, int worker)
        {
            (chunk == 0 ? _first : _second).Set();
            if ((chunk == 0 ? _second : _first).Wait(TimeSpan.FromSeconds(30)) && chunk == 0)
                Met++;
        }
    }
}
