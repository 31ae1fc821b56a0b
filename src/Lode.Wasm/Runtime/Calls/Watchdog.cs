using System.Diagnostics;

namespace Lode.Wasm.Runtime;

/// <summary>Stops the calls that are due: one thread for all stores, there only while it has something to watch.</summary>
static class Watchdog
{
    /// <summary>How long the thread stays without a store to watch.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    static readonly object s_gate = new();
    static readonly Dictionary<Store, int> s_stores = new(ReferenceEqualityComparer.Instance);
    static readonly List<Store> s_round = [];

    // When the thread wakes next by itself, in ticks of the stopwatch.
    static long s_wake;
    static bool s_running;

    /// <summary>When the thread looks next by itself.</summary>
    public static long Wake => Volatile.Read(ref s_wake);

    /// <summary>Watches a store whose call is due at a time, until it is found between two calls.</summary>
    public static void Watch(Store store, long due)
    {
        lock (s_gate)
        {
            s_stores.TryAdd(store, 0);
            if (!s_running)
            {
                s_running = true;
                s_wake = due;
                new Thread(Run, maxStackSize: 256 << 10) { IsBackground = true, Name = "Lode watchdog" }.Start();
            }
            else if (due < s_wake)
            {
                s_wake = due;
                Monitor.Pulse(s_gate);
            }
        }
    }

    public static void Remove(Store store)
    {
        lock (s_gate)
        {
            s_stores.Remove(store);
        }
    }

    static void Run()
    {
        long idle = Stopwatch.GetTimestamp();
        lock (s_gate)
        {
            while (true)
            {
                long now = Stopwatch.GetTimestamp(), next = long.MaxValue;
                s_round.Clear();
                s_round.AddRange(s_stores.Keys);
                foreach (Store store in s_round)
                {
                    long due = store.StopIfDue(now);
                    if (due == 0)
                    {
                        // Between calls: it comes back with the next one, and nothing keeps it alive until then.
                        s_stores.Remove(store);
                        continue;
                    }
                    next = Math.Min(next, due);
                }
                s_round.Clear();
                if (next != long.MaxValue)
                    idle = now;
                else if (Stopwatch.GetElapsedTime(idle, now) >= s_patience)
                    break;
                else
                    next = now + (long)(s_patience.TotalSeconds * Stopwatch.Frequency);
                Volatile.Write(ref s_wake, next);
                // Rounded up: who wakes too early wakes twice.
                Monitor.Wait(s_gate, TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, Stopwatch.GetElapsedTime(now, next).TotalMilliseconds))));
            }
            s_running = false;
        }
    }
}
