namespace Lode.DemoModel.Training;

/// <summary>Some whole documents one after the other, as the network sees them at once.</summary>
/// <param name="Tokens">Padded to a multiple of 32.</param>
/// <param name="Targets">The token that should follow, or -1 where nothing is to be learned.</param>
/// <param name="Starts">Where the document of each position begins: attention looks no further back. Padding sees only itself.</param>
/// <param name="Trained">How many targets there are.</param>
/// <param name="Surprise">The entropy of the generator's choices in it, in nats.</param>
sealed record Row(int[] Tokens, int[] Targets, int[] Starts, int Trained, double Surprise);
