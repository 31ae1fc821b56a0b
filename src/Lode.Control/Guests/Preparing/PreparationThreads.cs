namespace Lode.Control;

/// <summary>The threads on which guests prepare while the model computes: few, as the model has all processors already.</summary>
static class PreparationThreads
{
    const int ProcessorsPerThread = 4;
    const int MostThreads = 8;

    /// <summary>As much stack as guests may have, and room for the host's own calls.</summary>
    const int StackBytes = 4 << 20;

    static readonly object s_gate = new();
    static readonly int s_most = Math.Clamp(Environment.ProcessorCount / ProcessorsPerThread, 1, MostThreads);
    static Preparation? s_first;
    static Preparation? s_last;
    static int s_threads;
    static int s_idle;

    public static void Add(Preparation preparation)
    {
        lock (s_gate)
        {
            (preparation.Previous, preparation.Next, preparation.IsQueued) = (s_last, null, true);
            if (s_last is null)
                s_first = preparation;
            else
                s_last.Next = preparation;
            s_last = preparation;
            if (s_idle > 0)
                Monitor.Pulse(s_gate);
            else if (s_threads < s_most)
                Start();
        }
    }

    /// <summary>Takes one out of the queue; false where it is not there any more.</summary>
    public static bool TryTake(Preparation preparation)
    {
        lock (s_gate)
        {
            bool queued = preparation.IsQueued;
            if (queued)
                Remove(preparation);
            return queued;
        }
    }

    static void Start()
    {
        s_threads++;
        new Thread(Work, StackBytes) { IsBackground = true, Name = "lode-prepare" }.Start();
    }

    static void Work()
    {
        while (true)
        {
            Preparation next;
            lock (s_gate)
            {
                while (s_first is null)
                {
                    s_idle++;
                    Monitor.Wait(s_gate);
                    s_idle--;
                }
                next = s_first;
                Remove(next);
            }
            next.Run();
        }
    }

    static void Remove(Preparation preparation)
    {
        if (preparation.Previous is null)
            s_first = preparation.Next;
        else
            preparation.Previous.Next = preparation.Next;
        if (preparation.Next is null)
            s_last = preparation.Previous;
        else
            preparation.Next.Previous = preparation.Previous;
        (preparation.Previous, preparation.Next, preparation.IsQueued) = (null, null, false);
    }
}
