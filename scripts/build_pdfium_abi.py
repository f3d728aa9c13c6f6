"""Writes src/gmparse/reading/_pdfium_abi.py: the cffi declarations of the pdfium functions that gmparse calls.

Out-of-line ABI mode: no C compiler here or at install time, and no declaration is parsed at run time. Run it after
changing ``DECLARATIONS``; with ``--check`` it writes nothing and exits 1 when the module is stale.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from cffi import FFI

TARGET = Path(__file__).parents[1] / "src/gmparse/reading/_pdfium_abi.py"

DECLARATIONS = """
typedef void* H;
typedef struct { float left, top, right, bottom; } FS_RECTF;
typedef struct { float a, b, c, d, e, f; } FS_MATRIX;

void FPDF_InitLibrary(void);
unsigned long FPDF_GetLastError(void);
H FPDF_LoadMemDocument64(const void*, size_t, const char*);
void FPDF_CloseDocument(H);
int FPDF_GetPageCount(H);
H FPDF_LoadPage(H, int);
void FPDF_ClosePage(H);
float FPDF_GetPageWidthF(H);
float FPDF_GetPageHeightF(H);
int FPDFPage_GetRotation(H);
int FPDF_GetPageBoundingBox(H, FS_RECTF*);

int FPDFPage_Flatten(H, int);
int FPDFPage_GetAnnotCount(H);
H FPDFPage_GetAnnot(H, int);
void FPDFPage_CloseAnnot(H);
int FPDFAnnot_GetSubtype(H);
int FPDFAnnot_GetRect(H, FS_RECTF*);
int FPDFAnnot_GetFlags(H);
int FPDFAnnot_HasKey(H, const char*);
int FPDFAnnot_GetObjectCount(H);
H FPDFAnnot_GetObject(H, int);
int FPDFFormObj_CountObjects(H);
H FPDFFormObj_GetObject(H, unsigned long);

int FPDF_GetSignatureCount(H);
H FPDF_GetSignatureObject(H, int);
unsigned long FPDFSignatureObj_GetContents(H, void*, unsigned long);
unsigned long FPDFSignatureObj_GetByteRange(H, int*, unsigned long);
unsigned long FPDFSignatureObj_GetSubFilter(H, char*, unsigned long);
unsigned long FPDFSignatureObj_GetReason(H, void*, unsigned long);
unsigned long FPDFSignatureObj_GetTime(H, char*, unsigned long);

H FPDFText_LoadPage(H);
void FPDFText_ClosePage(H);
int FPDFText_CountChars(H);
int FPDFText_GetText(H, int, int, unsigned short*);
unsigned int FPDFText_GetUnicode(H, int);
int FPDFText_GetCharOrigin(H, int, double*, double*);
float FPDFText_GetCharAngle(H, int);

size_t FPDFFont_GetBaseFontName(H, char*, size_t);
int FPDFFont_GetFlags(H);
int FPDFFont_GetWeight(H);
int FPDFFont_GetItalicAngle(H, int*);

int FPDFPage_CountObjects(H);
H FPDFPage_GetObject(H, int);
int FPDFPageObj_GetType(H);
int FPDFPageObj_GetMatrix(H, FS_MATRIX*);
int FPDFPageObj_GetBounds(H, float*, float*, float*, float*);
int FPDFPath_CountSegments(H);
H FPDFPath_GetPathSegment(H, int);
int FPDFPathSegment_GetType(H);
int FPDFPathSegment_GetPoint(H, float*, float*);
int FPDFPath_GetDrawMode(H, int*, int*);
"""


def written() -> str:
    """The module for the declarations."""
    ffi = FFI()
    ffi.set_source("gmparse.reading._pdfium_abi", None)
    ffi.cdef(DECLARATIONS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / TARGET.name
        with redirect_stdout(StringIO()):
            ffi.emit_python_code(str(path))
        return path.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        TARGET.write_text(written(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != written():
        print(f"{TARGET} is stale: run python scripts/build_pdfium_abi.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
