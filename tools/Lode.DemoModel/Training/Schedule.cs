using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>The learning rate: a short rise, then one cosine over the whole training down to a fiftieth.</summary>
static class Schedule
{
    const double Peak = 2.5e-3, Floor = 0.02;
    const int WarmUp = 100;

    public static double Rate(int step, int steps)
    {
        if (step < WarmUp)
            return Peak * (step + 1) / WarmUp;
        double part = (double)(step - WarmUp) / Math.Max(1, steps - WarmUp);
        double cosine = Rope.SineAndCosine(Math.PI * part).Cosine;
        return Peak * (Floor + (1 - Floor) * 0.5 * (1 + cosine));
    }
}
