namespace Cluster.Dashboard.Components;

/// <summary>One colour for each silo, the same on every page: by the number at the end of its name.</summary>
internal static class SiloColour
{
    private const int Colours = 8;

    /// <summary>The number of the style sheet's <c>--silo-N</c>, from 1; 0 for no silo.</summary>
    public static int Of(string? silo)
    {
        if (silo is null)
        {
            return 0;
        }

        var digits = silo.AsSpan(silo.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1);
        var number = int.TryParse(digits, out var parsed) ? parsed : silo.Sum(static letter => letter) + 1;
        return ((Math.Abs(number) + Colours - 1) % Colours) + 1;
    }
}
