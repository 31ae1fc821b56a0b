using Lode.DemoModel.Output;
using Lode.DemoModel.Training;

namespace Lode.DemoModel.Commands;

/// <summary>Writes the model that a checkpoint holds, to try it out while the training goes on.</summary>
static class ExportCommand
{
    public static void Run(string checkpoint, string output)
    {
        SavedTraining saved = Checkpoint.Load(checkpoint, threads: 1);
        using Trainer trainer = saved.Trainer;
        GgufExport.Write(output, trainer.Weights, saved.Vocabulary);
    }
}
