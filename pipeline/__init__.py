"""bingan (病案): the audit of discharged Chinese inpatient records.

Data flows one way, and a package imports only from those left of it::

    standards  records → extract → detect → grade → store → review → learn      (cli and night drive them)

``standards``, ``records``, ``extract`` and ``detect`` form the kernel: they import with numpy alone.
"""

__version__ = "0.1.0"
