namespace Lode.Wasi;

/// <summary>Waiting.</summary>
public sealed partial class WasiContext
{
    /// <summary>The most things that a guest may wait for at a time.</summary>
    const uint MostSubscriptions = 1024;

    internal Errno PollOneoff(WasiCall call)
    {
        uint count = call.UInt32(2);
        if (count is 0 or > MostSubscriptions)
            return Errno.Invalid;
        if (!call.Memory.Contains(call.UInt32(0), (ulong)count * Subscription.Bytes)
            || !call.Memory.Contains(call.UInt32(1), (ulong)count * Event.Bytes)
            || !call.Memory.Contains(call.UInt32(3), sizeof(uint)))
            return Errno.BadAddress;
        Subscription[] subscriptions = new Subscription[count];
        for (uint i = 0; i < count; i++)
        {
            if (!call.Memory.TryRead(call.UInt32(0) + i * Subscription.Bytes, out subscriptions[i]))
                return Errno.BadAddress;
        }
        Errno error = new Poll(this, subscriptions).Wait(out List<Event> events);
        if (error != Errno.Success)
            return error;
        for (int i = 0; i < events.Count; i++)
        {
            if (!call.Memory.TryWrite(call.UInt32(1) + (uint)(i * Event.Bytes), events[i]))
                return Errno.BadAddress;
        }
        return call.Memory.TryWrite(call.UInt32(3), (uint)events.Count) ? Errno.Success : Errno.BadAddress;
    }

    /// <summary>One wait of a guest.</summary>
    sealed class Poll(WasiContext context, Subscription[] subscriptions)
    {
        readonly List<Event> _events = [];
        readonly List<(Subscription Subscription, Descriptor Descriptor)> _files = [];
        readonly List<(Subscription Subscription, ulong Left)> _clocks = [];

        public Errno Wait(out List<Event> events)
        {
            events = _events;
            foreach (Subscription subscription in subscriptions)
            {
                Errno error = Begin(subscription);
                if (error != Errno.Success)
                    _events.Add(new Event { UserData = subscription.UserData, Kind = subscription.Kind, Error = error });
            }
            ulong? left = _events.Count > 0 ? 0 : _clocks.Count > 0 ? _clocks.Min(clock => clock.Left) : null;
            if (left > 0 && context._options.Clock.TrySkip(left.Value))
                return WaitFor(TimeSpecification.Of(0), left.Value);
            return WaitFor(left is ulong time ? TimeSpecification.Of(time) : null, left);
        }

        Errno Begin(Subscription subscription)
        {
            if (subscription.Kind == EventKind.Clock)
            {
                if (subscription.Clock > LastClock)
                    return Errno.Invalid;
                if (subscription.Clock > MonotonicClock)
                    return Errno.NotSupported; // nobody can wait for processor time that is not used
                ulong now = subscription.IsAbsolute ? context.ReadClock(subscription.Clock) : 0;
                _clocks.Add((subscription, subscription.Timeout - Math.Min(now, subscription.Timeout)));
                return Errno.Success;
            }
            if (subscription.Kind > EventKind.Write)
                return Errno.Invalid;
            Errno error = context.Find(subscription.Descriptor, Rights.PollFdReadwrite, out Descriptor descriptor);
            if (error != Errno.Success)
                return error;
            if (descriptor.Pollable is null)
                AddFile(subscription, descriptor, 0);
            else
                _files.Add((subscription, descriptor));
            return Errno.Success;
        }

        Errno WaitFor(TimeSpecification? time, ulong? passes)
        {
            PollEntry[] entries = new PollEntry[_files.Count + 1];
            for (int i = 0; i < _files.Count; i++)
            {
                bool reads = _files[i].Subscription.Kind == EventKind.Read;
                entries[i] = new PollEntry(_files[i].Descriptor.Pollable!.Value, reads ? PollEntry.In : PollEntry.Out);
            }
            Errno error = context._gate.Wait(entries, time);
            if (error != Errno.Success)
                return error;
            for (int i = 0; i < _files.Count; i++)
            {
                if (entries[i].Answered != 0)
                    AddFile(_files[i].Subscription, _files[i].Descriptor, entries[i].Answered);
            }
            if (_events.Count == 0 || passes == 0)
            {
                foreach ((Subscription subscription, ulong left) in _clocks.Where(clock => clock.Left <= passes))
                    _events.Add(new Event { UserData = subscription.UserData, Kind = EventKind.Clock });
            }
            return Errno.Success;
        }

        void AddFile(Subscription subscription, Descriptor descriptor, short answered) => _events.Add(new Event
        {
            UserData = subscription.UserData,
            Kind = subscription.Kind,
            Available = subscription.Kind == EventKind.Read ? descriptor.Available : 0,
            Flags = (answered & PollEntry.HangUp) != 0 ? Event.HangUp : (ushort)0,
        });
    }
}
