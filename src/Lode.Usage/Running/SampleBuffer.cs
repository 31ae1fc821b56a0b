namespace Lode.Usage.Running;

/// <summary>A bounded series of samples: when it is full, every two become the larger one.</summary>
sealed class SampleBuffer(int capacity = SampleBuffer.DefaultCapacity)
{
    public const int DefaultCapacity = 4096;
    readonly List<(long Us, long Resident, long File)> _samples = [];
    int _perEntry = 1; // how many samples one entry stands for
    int _inLast; // how many the last one has seen

    public long? PeakResident { get; private set; }

    public long? PeakFile { get; private set; }

    public long? PeakAnonymous { get; private set; }

    public void Add(long timeUs, long residentBytes, long fileBytes)
    {
        PeakResident = Math.Max(PeakResident ?? 0, residentBytes);
        PeakFile = Math.Max(PeakFile ?? 0, fileBytes);
        PeakAnonymous = Math.Max(PeakAnonymous ?? 0, residentBytes - fileBytes);
        if (_inLast > 0 && _inLast < _perEntry)
        {
            _inLast++;
            if (residentBytes > _samples[^1].Resident)
                _samples[^1] = (timeUs, residentBytes, fileBytes);
            return;
        }
        if (_samples.Count == capacity)
            Halve();
        _samples.Add((timeUs, residentBytes, fileBytes));
        _inLast = 1;
    }

    public MemorySample[] ToArray() => [.. _samples.Select(s => new MemorySample(s.Us, s.Resident, s.File, s.Resident - s.File))];

    void Halve()
    {
        for (int i = 0; i < capacity / 2; i++)
            _samples[i] = _samples[2 * i + 1].Resident > _samples[2 * i].Resident ? _samples[2 * i + 1] : _samples[2 * i];
        _samples.RemoveRange(capacity / 2, _samples.Count - capacity / 2);
        _perEntry *= 2;
    }
}
