namespace Lode.Generation.Evaluation;

/// <summary>Values as they come, to their mean and its standard error.</summary>
struct LossSum
{
    double _sum;
    double _squares;

    public int Count { get; private set; }

    public readonly double Mean => _sum / Count;

    public readonly double Error
    {
        get
        {
            double variance = _squares / Count - Mean * Mean;
            return Count > 1 && variance > 0 ? Math.Sqrt(variance / (Count - 1)) : 0;
        }
    }

    public void Add(double value)
    {
        _sum += value;
        _squares += value * value;
        Count++;
    }
}
