namespace Lode.DemoModel.Training;

/// <summary>The parameters of one layer. Matrices are [in, out]; what reads the same input shares a matrix.</summary>
sealed record LayerTensors(Tensor AttentionNorm, Tensor QueryKeyValue, Tensor Output, Tensor FeedNorm, Tensor GateUp, Tensor Down);
