namespace Lode.Cli.Benching;

/// <summary>Reading memory from end to end.</summary>
/// <param name="NThreads">Threads that read together.</param>
/// <param name="BytesPerSecond">The best pass.</param>
/// <param name="Samples">All passes, one before each repetition.</param>
sealed record BandwidthResult(int NThreads, double BytesPerSecond, double[] Samples);
