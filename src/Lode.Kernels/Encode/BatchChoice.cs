namespace Lode.Kernels.Encode;

/// <summary>What was chosen for a batch before something else was tried.</summary>
unsafe struct BatchChoice
{
    fixed float _scaleCode[SuperBlockBatch.Lanes], _minCode[SuperBlockBatch.Lanes];
    fixed float _step[SuperBlockBatch.Lanes], _minStep[SuperBlockBatch.Lanes], _error[SuperBlockBatch.Lanes];
    fixed float _d[2], _minD[2];

    internal BatchChoice(SuperBlockBatch* batch)
    {
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane++)
        {
            _scaleCode[lane] = batch->ScaleCode[lane];
            _minCode[lane] = batch->MinCode[lane];
            _step[lane] = batch->Step[lane];
            _minStep[lane] = batch->MinStep[lane];
            _error[lane] = batch->Error[lane];
        }
        for (int index = 0; index < 2; index++)
        {
            _d[index] = batch->D[index];
            _minD[index] = batch->MinD[index];
        }
    }

    /// <summary>Puts the choice for a super-block back unless the new one has a smaller error.</summary>
    /// <returns>Whether the new one stays.</returns>
    internal readonly bool RestoreUnlessBetter(SuperBlockBatch* batch, int index, int subBlocks)
    {
        int first = index * subBlocks;
        float before = 0, now = 0;
        for (int lane = first; lane < first + subBlocks; lane++)
        {
            before += _error[lane];
            now += batch->Error[lane];
        }
        if (now < before)
            return true;
        batch->D[index] = _d[index];
        batch->MinD[index] = _minD[index];
        for (int lane = first; lane < first + subBlocks; lane++)
        {
            batch->ScaleCode[lane] = _scaleCode[lane];
            batch->MinCode[lane] = _minCode[lane];
            batch->Step[lane] = _step[lane];
            batch->MinStep[lane] = _minStep[lane];
            batch->Error[lane] = _error[lane];
        }
        return false;
    }
}
