using MudBlazor;

namespace Cluster.Dashboard.Components;

/// <summary>The look: ink and pine on paper by day, mint on deep green-black by night; the system's own typefaces.</summary>
internal static class Look
{
    private static readonly string[] Sans =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#12695a",
            PrimaryContrastText = "#ffffff",
            Secondary = "#8a5a12",
            Tertiary = "#4f5fa8",
            Background = "#f5f6f3",
            BackgroundGray = "#eceee9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#18221f",
            DrawerBackground = "#ffffff",
            DrawerText = "#18221f",
            DrawerIcon = "#55625d",
            TextPrimary = "#18221f",
            TextSecondary = "#55625d",
            TextDisabled = "#8b9691",
            ActionDefault = "#55625d",
            ActionDisabled = "#a5aea9",
            ActionDisabledBackground = "#e7eae5",
            LinesDefault = "#dde2dc",
            LinesInputs = "#98a49e",
            Divider = "#dde2dc",
            DividerLight = "#eceee9",
            TableLines = "#e4e8e3",
            Success = "#1f7a4d",
            Warning = "#946200",
            Error = "#b3372b",
            Info = "#2b66a8",
            OverlayDark = "rgba(12,20,18,0.45)",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#63cdb5",
            PrimaryContrastText = "#06201a",
            Secondary = "#e3b363",
            Tertiary = "#a5b1f0",
            Background = "#0e1413",
            BackgroundGray = "#111917",
            Surface = "#151d1b",
            AppbarBackground = "#151d1b",
            AppbarText = "#e6ece9",
            DrawerBackground = "#151d1b",
            DrawerText = "#e6ece9",
            DrawerIcon = "#9daaa5",
            TextPrimary = "#e6ece9",
            TextSecondary = "#9daaa5",
            TextDisabled = "#6b7773",
            ActionDefault = "#9daaa5",
            ActionDisabled = "#56625e",
            ActionDisabledBackground = "#212b28",
            LinesDefault = "#26312e",
            LinesInputs = "#5b6964",
            Divider = "#26312e",
            DividerLight = "#1c2623",
            TableLines = "#222d2a",
            Success = "#62c98f",
            SuccessContrastText = "#06200f",
            Warning = "#e0b04a",
            WarningContrastText = "#221800",
            Error = "#f08a7c",
            ErrorContrastText = "#2a0805",
            Info = "#7fb4ee",
            InfoContrastText = "#051a30",
            OverlayDark = "rgba(0,0,0,0.6)",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.875rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "0.9375rem", LetterSpacing = "normal" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = "0.9375rem", LetterSpacing = "normal" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Sans, FontSize = "0.875rem", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "0.8125rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "0.875rem", LetterSpacing = "normal" },
        },
    };
}
