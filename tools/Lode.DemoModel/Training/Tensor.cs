namespace Lode.DemoModel.Training;

/// <summary>A matrix [rows, columns] or a row of gains within the one array of parameters.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Rows">Inputs, or tokens for the embedding; 1 for gains.</param>
/// <param name="Columns">Outputs.</param>
readonly record struct Tensor(int Offset, int Rows, int Columns)
{
    public int Length => Rows * Columns;

    public bool IsMatrix => Rows > 1;
}
