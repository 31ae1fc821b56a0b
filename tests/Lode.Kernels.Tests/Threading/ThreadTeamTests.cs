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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Jobs_of_a_program_see_all_that_the_jobs_before_have_done(int size)
    {
        using ThreadTeam team = new(size);
        for (int seed = 0; seed < 300; seed++)
        {
            SummingProgram program = new(seed);
            team.Run(program);
            program.Sum.ShouldBe(program.Expected);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void What_a_chunk_throws_reaches_the_caller_and_the_team_goes_on(int size)
    {
        using ThreadTeam team = new(size);
        CountingJob fine = new(50);
        for (int round = 0; round < 200; round++)
        {
            ThrowingJob job = new(round % 40);
            Should.Throw<InvalidDataException>(() => team.Run(job, 40)).Message.ShouldBe($"chunk {round % 40}");
            fine.Reset();
            team.Run(fine, 50);
            fine.Counts.ShouldAllBe(count => count == 1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_program_throws_reaches_the_caller_and_the_team_goes_on(int size)
    {
        using ThreadTeam team = new(size);
        for (int round = 0; round < 50; round++)
        {
            Should.Throw<InvalidDataException>(() => team.Run(new SummingProgram(round) { FailsAt = round % 4 })).Message.ShouldBe("the program");
            SummingProgram program = new(round);
            team.Run(program);
            program.Sum.ShouldBe(program.Expected);
        }
    }

    [Fact]
    public void A_team_ends_while_its_threads_sleep_spin_or_were_never_used()
    {
        for (int round = 0; round < 20; round++)
        {
            using ThreadTeam team = new(3);
            if (round % 3 > 0)
                team.Run(new CountingJob(8), 8);
            if (round % 3 > 1)
                Thread.Sleep(5); // far longer than a worker spins
        }
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

    /// <summary>Each job sets all its cells to one more than the sum of the cells of the job before.</summary>
    sealed class SummingProgram : TeamProgram
    {
        readonly int[] _chunks;
        readonly SummingJob[] _jobs = [new(), new()];
        int _next;

        public SummingProgram(int seed)
        {
            Random random = new(seed);
            _chunks = [.. Enumerable.Range(0, 24).Select(_ => random.Next(4) switch { 0 => 0, 1 => 1, _ => random.Next(2, 9) })];
        }

        public int FailsAt { get; init; } = -1;

        public long Sum => _jobs[0].Before;

        public long Expected
        {
            get
            {
                long value = 0;
                foreach (int chunks in _chunks)
                    value = (value + 1) * chunks % 1_000_003;
                return value;
            }
        }

        public override void Reset()
        {
            _next = 0;
            _jobs[1].Cells = [];
        }

        public override TeamJob? Next(out int chunks)
        {
            if (_next == FailsAt)
                throw new InvalidDataException("the program");
            SummingJob job = _jobs[_next % 2];
            job.Before = _jobs[(_next + 1) % 2].Cells.Sum() % 1_000_003;
            chunks = _next < _chunks.Length ? _chunks[_next] : 0;
            job.Cells = new long[chunks];
            return _next++ < _chunks.Length ? job : null;
        }
    }

    sealed class SummingJob : TeamJob
    {
        public long Before { get; set; }

        public long[] Cells { get; set; } = [];

        public override void Run(int chunk, int worker) => Cells[chunk] = Before + 1;
    }

    sealed class ThrowingJob(int bad) : TeamJob
    {
        public override void Run(int chunk, int worker)
        {
            if (chunk == bad)
                throw new InvalidDataException($"chunk {chunk}");
        }
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
