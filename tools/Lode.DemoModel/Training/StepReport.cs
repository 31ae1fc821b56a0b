namespace Lode.DemoModel.Training;

/// <param name="Loss">Mean -ln p of the trained tokens, before the step.</param>
/// <param name="Floor">The surprise of the generator's own choices for each trained token: what a model that knows the grammar by heart would still pay.</param>
/// <param name="Norm">The gradient's norm.</param>
/// <param name="Positions">Positions worked through.</param>
/// <param name="Trained">Those of them with a target.</param>
readonly record struct StepReport(double Loss, double Floor, double Norm, int Positions, int Trained);
