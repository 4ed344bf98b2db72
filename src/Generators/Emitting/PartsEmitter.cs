using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the objects beside the app depend on.</summary>
internal sealed record PartsModel(AppType Type, EquatableArray<PartField> Parts);

/// <summary>Emits the class that holds, makes and ends the instances of handler classes and filters.</summary>
internal static class PartsEmitter
{
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    /// <summary>Whether one of the objects has to be ended.</summary>
    public static bool HaveEnd(EquatableArray<PartField> parts) => parts.Any(part => part.Stop != StopKind.Nothing);

    public static SourceText Emit(PartsModel model)
    {
        AppType type = model.Type;
        SourceWriter writer = new SourceWriter().Header();

        // A class marked [Obsolete] still has to be made.
        writer.Line("#pragma warning disable CS0612, CS0618").Line().Namespace(type);
        writer.Open($"partial {AppEmitter.Keyword(type)} {type.Identifier}");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open($"private sealed class {type.PartsName}");
        foreach (PartField part in model.Parts) writer.Line($"public readonly {part.TypeName} {part.Field};");
        writer.Line();
        writer.Open($"public {type.PartsName}({type.FullName} application, global::Gatehouse.WorkerContext context)");
        foreach (PartField part in model.Parts)
            writer.Line($"this.{part.Field} = new {part.TypeName}({string.Join(", ", part.Arguments)});");
        writer.Close();
        if (HaveEnd(model.Parts)) EmitEnd(writer, model.Parts);
        return writer.Close().Close().ToSource();
    }

    /// <summary>What was made last may use what was made first, and so ends before it.</summary>
    private static void EmitEnd(SourceWriter writer, EquatableArray<PartField> parts)
    {
        bool isAsync = parts.Any(part => part.Stop == StopKind.DisposeAsync);
        writer.Line().Open($"public {(isAsync ? "async " : "")}{ValueTask} DisposeAsync()");
        EndEmitter.Emit(writer, [.. parts.Reverse().Select(part => EndEmitter.StatementOf(part.Stop, $"this.{part.Field}")).OfType<string>()]);
        if (!isAsync) writer.Line("return default;");
        writer.Close();
    }
}
